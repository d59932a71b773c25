import type { ChatRequest, ResponsesRequest } from '@gw/schema';
import { expect, test } from 'vitest';
import { createSeeded, forSeeds } from '../../../__fixtures__/seeded.ts';
import { asked as askChat } from '../responses-on-chat/__fixtures__/asked.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { asked as askResponses } from './__fixtures__/asked.ts';
import { randomChatRequest, reworded } from './__fixtures__/random-chat-request.ts';

/** A chat request by way of Responses, without a word lost that a warning would have to tell. */
function thereAndBack(request: ChatRequest): ChatRequest {
  const context = createTestContext();
  const between: ResponsesRequest = askResponses(request, context);
  const back = askChat(between, context);
  expect(context.warnings).toEqual([]);
  return back;
}

test('a chat request comes through Responses as it was', async () => {
  await forSeeds(500, (seeded) => {
    const request = randomChatRequest(seeded);
    expect(thereAndBack(request)).toEqual(request);
  });
});

test('however it is worded', async () => {
  await forSeeds(500, (seeded) => {
    const request = randomChatRequest(seeded);
    expect(thereAndBack(reworded(seeded, request))).toEqual(request);
  });
});

test('the random requests hold all that is to be kept', () => {
  const requests = Array.from({ length: 500 }, (_, seed) => randomChatRequest(createSeeded(seed)));
  const members = new Set(requests.flatMap((request) => Object.keys(request)));
  const messages = requests.flatMap((request) => request.messages);
  const kinds = new Set(messages.map((one) => `${one.role} ${typeof one.content}`));
  expect([...members].sort()).toMatchInlineSnapshot(`
    [
      "chat_template_kwargs",
      "frequency_penalty",
      "logprobs",
      "max_completion_tokens",
      "messages",
      "model",
      "moderation",
      "parallel_tool_calls",
      "presence_penalty",
      "prompt_cache_key",
      "prompt_cache_options",
      "reasoning_effort",
      "response_format",
      "safety_identifier",
      "service_tier",
      "stream",
      "stream_options",
      "temperature",
      "tool_choice",
      "tools",
      "top_k",
      "top_logprobs",
      "top_p",
      "user",
      "verbosity",
    ]
  `);
  expect([...kinds].sort()).toMatchInlineSnapshot(`
    [
      "assistant object",
      "assistant string",
      "system string",
      "tool object",
      "tool string",
      "user object",
      "user string",
    ]
  `);
});
