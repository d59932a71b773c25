import { type GatewayReply, toGatewayError } from '@gw/core';

/**
 * The reply for what never became one: the gateway or a host's callback threw, or there is no
 * gateway at that path. The body always has the four keys that OpenAI's clients read.
 */
export function toErrorReply(thrown: unknown): GatewayReply {
  const { status, message, type, param, wireCode } = toGatewayError(thrown);
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ error: { message, type, param, code: wireCode } }),
  };
}
