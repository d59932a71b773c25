import { type IncomingMessage, request as startRequest } from 'node:http';
import { type CallOptions, GatewayError } from '@gw/core';
import type { Faulty } from './fault.ts';

type SendOptions = Pick<CallOptions, 'signal' | 'headers'>;

/** Resolves with the head of the upstream's reply, whatever its status. */
export async function send(
  faulty: Faulty,
  path: string,
  body: Uint8Array | undefined,
  options: SendOptions,
): Promise<IncomingMessage> {
  const { baseUrl, key, fault } = faulty;
  const query = fault === 'sends the key in the URL' ? `?key=${key}` : '';
  const response = await open(faulty, new URL(`${baseUrl}/${path}${query}`), body, options);
  const { location } = response.headers;
  if (fault !== 'follows redirects' || location === undefined) return response;
  response.resume();
  return open(faulty, new URL(location, baseUrl), body, options);
}

function open(
  faulty: Faulty,
  url: URL,
  body: Uint8Array | undefined,
  options: SendOptions,
): Promise<IncomingMessage> {
  const { agent, fault } = faulty;
  const { signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = headersOf(faulty, options);
  const request = startRequest(url, { agent, method: body ? 'POST' : 'GET', headers });
  const onAbort = () => void request.destroy();
  if (fault !== 'ignores the signal') signal.addEventListener('abort', onAbort);
  request.once('close', () => {
    if (fault !== 'leaves listeners on the signal') signal.removeEventListener('abort', onAbort);
  });
  request.on('response', resolve);
  request.on('error', (error) => reject(whyFailed(error, signal, faulty)));
  request.end(body);
  return promise;
}

function headersOf({ key, fault }: Faulty, { headers }: SendOptions): Record<string, string> {
  const forwarded = fault === "forwards the client's headers" ? headers : {};
  return {
    ...(forwarded as Record<string, string>),
    'content-type': 'application/json',
    authorization: `Bearer ${key}`,
  };
}

/** The signal's reason once it is aborted, else what the contract calls it. */
export function whyFailed(
  error: unknown,
  signal: AbortSignal,
  { id, fault, key }: Faulty,
  code: 'upstream_unreachable' | 'upstream_incomplete' = 'upstream_unreachable',
): unknown {
  const isAborted = signal.aborted && fault !== 'ignores the signal';
  if (isAborted && fault === 'rejects with its own words when aborted')
    return new Error('Aborted.');
  if (isAborted) return signal.reason;
  if (error instanceof GatewayError) return error;
  if (fault === 'throws what the socket throws') return error;
  const request = { headers: { authorization: `Bearer ${key}` } };
  const cause = fault === 'logs the request into its errors' ? { error, request } : error;
  return new GatewayError(code, `The upstream "${id}" could not be read.`, { cause });
}
