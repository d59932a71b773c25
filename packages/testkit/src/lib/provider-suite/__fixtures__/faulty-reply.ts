import type { IncomingMessage } from 'node:http';
import {
  type CallOptions,
  GatewayError,
  type Headers,
  type ProviderReply,
  type ProviderRequest,
  payloadFromBytes,
} from '@gw/core';
import type { Fault, Faulty } from './fault.ts';
import { readBody } from './faulty-body.ts';
import { toRefusal } from './faulty-refusal.ts';
import { whyFailed } from './faulty-send.ts';
import { lazyStream, toStream } from './faulty-stream.ts';
import { spoilText } from './faulty-text.ts';

type Sent = () => Promise<IncomingMessage>;
type Signalled = Pick<CallOptions, 'signal'>;

/** A refusal is thrown, JSON is read to its end, and of a stream the head is enough. */
export async function toReply(
  sent: Sent,
  { stream: isStreamAsked }: ProviderRequest,
  options: CallOptions,
  faulty: Faulty,
): Promise<ProviderReply> {
  const { fault } = faulty;
  if (fault === 'opens streams lazily' && isStreamAsked) {
    return {
      status: 200,
      headers: {},
      stream: lazyStream(() => accepted(sent, options, faulty), options, faulty),
    };
  }
  const response = await accepted(sent, options, faulty);
  const head =
    fault === 'keeps status and headers to itself'
      ? { status: 200, headers: {} }
      : headOf(response);
  const kind = fault === 'believes what was asked' ? kindAsked(isStreamAsked) : kindOf(response);
  if (kind === 'stream') return { ...head, stream: await toStream(response, options, faulty) };
  if (kind === 'json')
    return { ...head, json: payloadFromBytes(await readJson(response, options, faulty)) };
  response.destroy();
  throw new GatewayError('upstream_invalid_response', 'The upstream sent something else.');
}

async function accepted(
  sent: Sent,
  options: CallOptions,
  faulty: Faulty,
): Promise<IncomingMessage> {
  const response = await sent();
  const { statusCode: status = 0 } = response;
  if (status >= 400 && faulty.fault === 'repeats what was refused') {
    response.resume();
    return refuseOrGo(await sent(), options, faulty);
  }
  return refuseOrGo(response, options, faulty);
}

async function refuseOrGo(response: IncomingMessage, options: CallOptions, faulty: Faulty) {
  const { statusCode: status = 0 } = response;
  if (status >= 400) throw await toRefusal(response, options, faulty);
  return response;
}

function headOf({ statusCode = 0, headers }: IncomingMessage) {
  return { status: statusCode, headers: headers as Headers };
}

function kindAsked(isStreamAsked: boolean) {
  return isStreamAsked ? 'stream' : 'json';
}

function kindOf({ headers, statusCode = 0 }: IncomingMessage): 'json' | 'stream' | undefined {
  const type = headers['content-type'] ?? '';
  if (statusCode >= 300) return undefined;
  if (type.startsWith('text/event-stream')) return 'stream';
  return type.startsWith('application/json') ? 'json' : undefined;
}

/** A whole body that is a JSON object. */
export async function readJson(
  response: IncomingMessage,
  { signal }: Signalled,
  faulty: Faulty,
): Promise<Uint8Array> {
  if ((response.statusCode ?? 0) >= 400) throw await toRefusal(response, { signal }, faulty);
  const body = await readBody(response).catch((error: unknown) => {
    throw whyFailed(error, signal, faulty, 'upstream_incomplete');
  });
  try {
    return Buffer.from(spoilJson(`${body}`, faulty.fault) ?? body);
  } catch {
    throw new GatewayError('upstream_invalid_response', 'The upstream sent no JSON object.');
  }
}

function spoilJson(text: string, fault: Fault | undefined): string | undefined {
  JSON.parse(text);
  if (fault === 'knows no content filter') return text.replace('"content_filter"', '"stop"');
  const spoiled = spoilText(text, fault);
  return spoiled === text ? undefined : spoiled;
}
