import { serve } from '@gw/adapter-node';
import { createGateway, localOnly } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import OpenAI from 'openai';
import { runAgent } from './run-agent.ts';
import { tools } from './tools.ts';

const { CHAT_BASE_URL = 'http://127.0.0.1:11434/v1', CHAT_API_KEY, MODEL = 'qwen3' } = process.env;
const question = process.argv[2] ?? 'What should I wear in Oslo today?';

// The upstream knows nothing of responses: the gateway asks it as a chat, and remembers what was said.
const upstream = createHttpProvider({
  id: 'upstream',
  baseUrl: CHAT_BASE_URL,
  apiKey: CHAT_API_KEY,
  apis: ['chat'],
});
const gateway = createGateway({ providers: [upstream], use: [localOnly()] });
const { url, close } = await serve(gateway);

try {
  await runAgent({
    // Of the gateway an agent needs to know where it is, and nothing else.
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: 'unused' }),
    model: MODEL,
    instructions: 'Use the tools rather than guess. Answer in one sentence.',
    question,
    tools,
    onText: (text) => process.stdout.write(text),
    onCall: (call, output) => console.log(`${call} → ${output}`),
  });
  console.log();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await close();
  await gateway.close();
}
