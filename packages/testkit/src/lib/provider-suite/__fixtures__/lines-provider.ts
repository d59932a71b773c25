import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage } from 'node:http';
import {
  type CallOptions,
  GatewayError,
  type Headers,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  payloadFromValue,
} from '@gw/core';
import type { ChatCompletion } from '@gw/schema';
import type { Faulty } from './fault.ts';
import { toRefusal } from './faulty-refusal.ts';
import { readJson } from './faulty-reply.ts';
import { send } from './faulty-send.ts';
import { createIterator } from './faulty-stream.ts';
import { finishOf, messageOf, usageOf } from './lines-chat.ts';
import { createLinesReader } from './lines-reader.ts';
import type { Said } from './lines-wire.ts';

/** A provider that has to convert everything, for a wire that has little. */
export function createLinesProvider(baseUrl: string, key: string): Provider {
  const agent = new Agent({ keepAlive: true });
  const id = 'lines';
  const faulty: Faulty = { id, baseUrl, key, agent, fault: undefined };

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    options.signal.throwIfAborted();
    if (request.api !== 'chat') {
      throw new GatewayError('unsupported_api', `The api "${request.api}" is not spoken here.`);
    }
    const { body, warnings } = toLines(request);
    const response = await send(faulty, `ask/${request.model}`, body, options);
    const { statusCode: status = 0, headers } = response;
    if (status >= 400) throw await toRefusal(response, options, faulty);
    const head = { status, headers: headers as Headers, warnings };
    return { ...head, ...(await readReply(response, request.model, options, faulty)) };
  }

  return { specVersion: 1, id, capabilities: { apis: ['chat'] }, call };
}

const known = ['messages', 'tools', 'response_format', 'max_completion_tokens', 'model', 'stream'];

/** The request in other words: here the same ones, without what the wire has no place for. */
function toLines({ body }: ProviderRequest) {
  const members = Object.entries(body.json());
  const kept = members.filter(([name]) => known.includes(name));
  const lost = members.filter(([name]) => !known.includes(name));
  return {
    body: new TextEncoder().encode(JSON.stringify({ ask: Object.fromEntries(kept) })),
    warnings: lost.map(([name]) => `"${name}" was left out.`),
  };
}

async function readReply(
  response: IncomingMessage,
  model: string,
  options: CallOptions,
  faulty: Faulty,
) {
  const { 'content-type': type = '', location } = response.headers;
  const common = { id: randomUUID(), created: 0, model };
  if (type === 'application/x-ndjson') {
    const iterator = createIterator(response, options, faulty, createLinesReader(common));
    return { stream: { [Symbol.asyncIterator]: () => iterator } };
  }
  if (!type.startsWith('application/json') || location) {
    response.destroy();
    throw new GatewayError('upstream_invalid_response', 'The upstream sent something else.');
  }
  const said = JSON.parse(`${await readJson(response, options, faulty)}`) as Said;
  return { json: payloadFromValue(toCompletion(said, common)) };
}

function toCompletion(said: Said, common: object): ChatCompletion {
  const message = messageOf(said);
  const choice = { index: 0, message, finish_reason: finishOf(said), logprobs: null };
  return {
    ...common,
    object: 'chat.completion',
    choices: [choice],
    usage: usageOf(said),
  } as ChatCompletion;
}
