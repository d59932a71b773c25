import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ResponseResource, ResponsesOutputItem } from '@gw/schema';
import { askJson, type Members } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import { isNativeIn, type ProviderWire, type ResponsesAnswer } from '../provider-wire.ts';
import {
  question,
  resourceOf,
  type Said,
  saysResponse,
  streamOf,
  wholeOf,
} from '../response-of.ts';
import { called, cutOff, reasoned, refused, spoken } from '../responses-answers.ts';

const needs = { api: 'responses' } as const;
const reasoningAsked = {
  reasoning: { effort: 'low', summary: 'auto' },
  include: ['reasoning.encrypted_content'],
};

interface Saying {
  readonly answer: ResponsesAnswer;
  /** Of the request. Default: none. */
  readonly members?: Members;
  /** Default: whatever the wire is. */
  readonly native?: true;
  /** What is compared. */
  read(response: Said, wire: ProviderWire): unknown;
}

/** Both say the same, and it is what the upstream said. */
function sayingCase(
  name: string,
  { answer, members, read: readIn, ...more }: Saying,
): ProviderCase {
  return upstreamCase(`responses: ${name}`, { ...needs, ...more }, async (bench) => {
    const read = (response: Said) => readIn(response, bench.wire);
    const expected = read(resourceOf(answer));
    assert.deepEqual(read(await wholeOf(bench, answer, members)), expected, 'as JSON');
    const { response } = await streamOf(bench, answer, members);
    assert.deepEqual(read(response), expected, 'as a stream');
  });
}

/** What another wire can say of thoughts: the seal is their maker's, where it rides the provider's. */
function thoughtsIn(output: readonly ResponsesOutputItem[]): unknown {
  const thoughts = output.filter((item) => item.type === 'reasoning');
  const words = thoughts.flatMap(({ summary }) => summary.map(({ text }) => text)).join('');
  return {
    words: words.replaceAll(/\s/g, ''),
    isSealed: thoughts.some(({ encrypted_content: sealed }) => Boolean(sealed)),
    others: output.filter((item) => item.type !== 'reasoning').map(({ type }) => type),
  };
}

/** In the next turn the model has to find what only it can read. */
async function reasoningGoesBack(bench: UpstreamBench): Promise<void> {
  saysResponse(bench, reasoned, 'json');
  const { json } = await askJson(bench, 'responses', reasoningAsked);
  const { output } = readPayload(json) as ResponseResource;
  const input = [question.input, 'And then?'].map((content) => ({ role: 'user', content }));
  saysResponse(bench, spoken, 'json');
  await askJson(bench, 'responses', {
    ...reasoningAsked,
    input: input.toSpliced(1, 0, ...(output as [])),
  });
  const [item] = reasoned.output;
  const sealed = item?.type === 'reasoning' ? item.encrypted_content : undefined;
  assert.ok(sealed && bench.upstream.requests[1]?.text.includes(sealed), 'the seal is sent');
}

export const responsesSayingCases: readonly ProviderCase[] = [
  sayingCase('reasoning comes with its encrypted content', {
    answer: reasoned,
    members: reasoningAsked,
    read: ({ output }, wire) => (isNativeIn(wire, 'responses') ? output : thoughtsIn(output)),
  }),
  upstreamCase('responses: reasoning goes back to its maker as it came', needs, reasoningGoesBack),
  sayingCase('function calls come with names, ids and arguments', {
    answer: called,
    native: true,
    read: ({ output }) => output,
  }),
  sayingCase('a refusal is one', {
    answer: refused,
    native: true,
    read: ({ output }) => output.map((item) => (item.type === 'message' ? item.content : item)),
  }),
  sayingCase('one that was cut off says why', {
    answer: cutOff,
    read: ({ status, incomplete_details: details }) => [status, details],
  }),
  sayingCase('the usage is told', {
    answer: spoken,
    read: ({ usage: told }) => [told?.input_tokens, told?.output_tokens, told?.total_tokens],
  }),
  sayingCase('the usage is told with its details', {
    answer: spoken,
    native: true,
    read: ({ usage: told }) => told,
  }),
];
