import { createGateway, type Gateway, type GatewayOptions } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { knock } from '../../support/knock.ts';
import type { Seeded } from './seeded.ts';

type ProviderSettings = NonNullable<Parameters<typeof createHttpProvider>[0]>;
type Transport = NonNullable<ProviderSettings['transport']>;
type Apis = NonNullable<ProviderSettings['apis']>;

/** The reads of a reply's body. */
type Reads = readonly Uint8Array[];

/** Answers a request body with the reads of a reply. */
export type Answerer = (
  body: Readonly<Record<string, unknown>>,
) => Promise<{ readonly isStream: boolean; readonly reads: Reads }>;

/** A gateway whose upstream is a function: real bytes, cut where the function says, but no socket. */
export function gatewayOver(
  answer: Answerer,
  apis: Apis,
  options: Omit<GatewayOptions, 'providers'> = {},
): Gateway {
  const transport: Transport = {
    async request(_url, { body }) {
      const asked = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
      const { isStream, reads } = await answer(asked);
      return {
        status: 200,
        headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json' },
        bytes: (async function* () {
          yield* reads;
        })(),
      };
    },
    async close() {},
  };
  const baseUrl = 'http://upstream.test/v1';
  return createGateway({
    retry: { maxAttempts: 1 },
    logger: { warn() {}, error() {} },
    ...options,
    providers: [createHttpProvider({ baseUrl, apis, transport })],
  });
}

/** Another gateway as the upstream, asked for a response. */
export function gatewayAsUpstream(
  gateway: Gateway,
  cutBytes: (bytes: Uint8Array) => Reads,
): Answerer {
  return async (body) => {
    const { status, bytes, text } = await knock(gateway, { path: '/v1/responses', body });
    if (status !== 200) throw new Error(`The gateway behind answered ${status}: ${text}`);
    return { isStream: body.stream === true, reads: cutBytes(bytes) };
  };
}

/** Bytes in reads that end anywhere, also inside a character. */
export function cutAnywhere(seeded: Seeded): (bytes: Uint8Array) => Reads {
  const longest = seeded.pick([1, 7, 100, 5000]);
  return (bytes) => {
    const reads: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + seeded.below(longest);
      reads.push(bytes.subarray(at, at + length));
      at += length;
    }
    return reads;
  };
}

/** An event stream of chat, with any line ends, and comments between its frames. */
export function chatBytes(seeded: Seeded, chunks: readonly object[]): Uint8Array {
  const end = seeded.pick(['\n', '\r\n', '\r']);
  const comment = seeded.chance(0.3) ? `: hold on${end}${end}` : '';
  const frames = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'];
  const text = frames.map((data) => `${comment}data: ${data}${end}${end}`).join('');
  return new TextEncoder().encode(text);
}
