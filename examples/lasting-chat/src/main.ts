import { createGateway } from '@gw/core';
import { createAnthropicProvider } from '@gw/provider-anthropic';
import { createHttpProvider } from '@gw/provider-http';
import { createState } from '@gw/state';
import { createSqliteStore } from '@gw/store-sqlite';
import OpenAI from 'openai';
import { history, say } from './chat.ts';

const { OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = process.env;
const { MODEL = 'openai/gpt-5-mini', DIRECTORY = 'data' } = process.env;
const message = process.argv[2];

const gateway = createGateway({
  providers: [
    createHttpProvider({ id: 'openai', apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL }),
    createAnthropicProvider({ apiKey: ANTHROPIC_API_KEY, baseUrl: ANTHROPIC_BASE_URL }),
  ],
  use: [createState({ store: createSqliteStore({ directory: DIRECTORY }) })],
});

// In one process with the gateway a client needs no port. Anywhere else, it needs its address.
const client = new OpenAI({
  baseURL: 'http://gateway/v1',
  apiKey: 'unused',
  fetch: (url, init) => gateway.fetch(new Request(url, init)),
  // A conversation whose process was killed in the middle of a turn is free again within 10 s.
  maxRetries: 15,
});

try {
  if (message === undefined) {
    for await (const line of history(client)) console.log(line);
  } else {
    await say(message, MODEL, { client, onText: (text) => process.stdout.write(text) });
    console.log();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await gateway.close();
}
