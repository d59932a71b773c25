/** What a correct server guarantees of a response as a whole, streamed or not; see stream-frames.test.ts. */
import type { ResponseResource, ResponsesOutputItem } from '@gw/schema';
import { expect } from 'vitest';
import { faultsOfResponse, finalOf } from './support/oracle.ts';
import { onEverySetup } from './support/transcripts.ts';

onEverySetup((onEach) => {
  onEach('JSON fits the contract', ({ whole, response, scenario }) => {
    expect(whole.status).toBe(200);
    expect(faultsOfResponse(response, scenario.exceptions)).toEqual([]);
  });

  // G12
  onEach('streamed or not, the same request has the same answer', ({ events, response }) => {
    expect(normalised(response)).toEqual(normalised(finalOf(events)));
  });

  // G20
  onEach('usage adds up, and no part of it exceeds the whole', ({ events, response }) => {
    for (const { usage } of [finalOf(events), response]) {
      if (!usage) throw new Error('There is no usage.');
      const { input_tokens, output_tokens, total_tokens } = usage;
      expect(total_tokens).toBe(input_tokens + output_tokens);
      expect(input_tokens).toBeGreaterThan(0);
      expect(usage.input_tokens_details.cached_tokens).toBeLessThanOrEqual(input_tokens);
      expect(usage.output_tokens_details.reasoning_tokens).toBeLessThanOrEqual(output_tokens);
      expect(usage).not.toHaveProperty('estimated');
    }
  });

  // G21
  onEach('the response says what was asked of it', ({ response, scenario, events }) => {
    const { input: _input, include: _include, ...asked } = scenario.request;
    for (const told of [response, finalOf(events)]) {
      expect(told).toMatchObject({ ...asked, tools: expect.any(Array) });
      expect(told.tools).toMatchObject(asked.tools ?? []);
    }
  });

  // G22
  onEach('log probabilities and encrypted content come only when asked for', (transcript) => {
    const { events, response, streamed, scenario } = transcript;
    const { include = [] } = scenario.request;
    const text = JSON.stringify([response, events]);
    const hasEncrypted = include?.includes('reasoning.encrypted_content') ?? false;
    expect(text.includes('"encrypted_content"')).toBe(hasEncrypted);
    const hasLogprobs = include?.includes('message.output_text.logprobs') ?? false;
    expect(/"logprobs":\[\{/.test(text)).toBe(hasLogprobs);
    expect(streamed.text.includes('"logprobs":[{')).toBe(hasLogprobs);
  });

  // G27
  onEach('what is not there is left out of items, and never null', ({ events, response }) => {
    const items = events.flatMap((event) => ('item' in event ? [event.item] : []));
    for (const item of [...items, ...response.output, ...finalOf(events).output]) {
      expect(nullsIn(item)).toEqual([]);
    }
  });
});

/** Without what differs between two answers to one request: ids, times, and what is encrypted. */
function normalised({ output, usage, status, incomplete_details, error }: ResponseResource) {
  return { status, incomplete_details, error, usage, output: output.map(normaliseItem) };
}

function normaliseItem(item: ResponsesOutputItem): unknown {
  const { id, encrypted_content, ...members } = item as Readonly<Record<string, unknown>>;
  // The contract has no status of reasoning, so whole reasoning may leave it out.
  const said = item.type === 'reasoning' ? { status: 'completed', ...members } : members;
  return { ...said, id: typeof id, encrypted_content: typeof encrypted_content };
}

function nullsIn(value: unknown, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => nullsIn(member, `${path}.${name}`));
}
