import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayRequest } from '@gw/core';
import { bodyStream } from './body-stream.ts';
import type { ClientWatch } from './client-signal.ts';
import { wantBody } from './expect-continue.ts';
import { readBody } from './read-body.ts';
import type { RequestTarget } from './request-target.ts';

/** What a request brings besides itself. */
interface RequestSurroundings {
  readonly response: ServerResponse;
  readonly target: RequestTarget;
  readonly client: ClientWatch;
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A Node request as the gateway sees it. Headers are Node's own: lower case, repeated ones joined
 * with a comma, except where Node keeps a list (`set-cookie`) or the first one alone (`authorization`,
 * `host`, `content-type` and others of which there can be but one).
 *
 * A class for the sake of its getter: V8 keeps the getter of an object *literal* in that object's
 * hidden class, in old space, and with it everything that the getter can reach. A request's memory
 * then lives until the next full collection, which costs a third of the adapter's time.
 * @see https://nodejs.org/api/http.html#messageheaders
 */
export class NodeRequest implements GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: GatewayRequest['headers'];
  readonly remoteAddress: string | undefined;
  readonly context: Readonly<Record<string, unknown>> | undefined;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #client: ClientWatch;

  constructor(
    request: IncomingMessage,
    { response, target, client, context }: RequestSurroundings,
  ) {
    this.method = (request.method ?? 'GET').toUpperCase();
    this.path = target.path;
    this.query = target.query;
    this.headers = request.headers;
    // The socket's own address: whoever connects can write an `x-forwarded-for`.
    this.remoteAddress = request.socket.remoteAddress;
    this.context = context;
    this.#request = request;
    this.#response = response;
    this.#client = client;
  }

  get signal(): AbortSignal {
    return this.#client.signal();
  }

  abort(reason: unknown): void {
    this.#client.abort(reason);
  }

  readBody(limitBytes: number): Promise<Uint8Array> {
    return readBody(this.#request, limitBytes, () => wantBody(this.#request, this.#response));
  }

  bodyStream(): AsyncIterable<Uint8Array> {
    wantBody(this.#request, this.#response);
    return bodyStream(this.#request);
  }
}
