import type { GatewayReply, GatewayRequest } from '@gw/core';
import type { AdapterGateway } from './adapter-mount.ts';

/** A gateway that remembers what it was asked. */
export interface Probe extends AdapterGateway {
  readonly requests: readonly GatewayRequest[];
}

type Answer = (request: GatewayRequest) => GatewayReply | Promise<GatewayReply>;

/** Serves everything below `/v1/suite/`. What `answer` throws becomes a reply if it has a `status`. */
export function createProbe(answer: Answer): Probe {
  const requests: GatewayRequest[] = [];
  return {
    requests,
    match: (path) => path.startsWith('/v1/suite/'),
    async handle(request) {
      requests.push(request);
      try {
        return await answer(request);
      } catch (error) {
        return refusal(error);
      }
    },
  };
}

export function text(body: string): GatewayReply {
  return { status: 200, headers: [['content-type', 'text/plain']], body };
}

export function stream(body: AsyncIterable<Uint8Array>): GatewayReply {
  return { status: 200, headers: [['content-type', 'text/event-stream']], body };
}

/** As the real gateway does for a body over the limit. */
function refusal(error: unknown): GatewayReply {
  if (!(error instanceof Error && 'status' in error && 'code' in error)) throw error;
  return { ...text(String(error.code)), status: Number(error.status) };
}
