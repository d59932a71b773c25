import type { Gateway } from '@gw/core';

/**
 * What an adapter is given to serve; all its paths begin with `/v1/suite/`. An adapter that needs
 * more of a gateway, such as `fetch`, puts a real one in front: see `routesTo`.
 */
export type AdapterGateway = Pick<Gateway, 'handle' | 'match'>;

export interface MountOptions {
  /** Path in front of the gateway's own: empty, or `/ai`. */
  readonly basePath: string;
}

/** A server on loopback with the adapter in it. */
export interface MountedAdapter {
  /** Scheme, host and port, without path: `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Ends the server and every connection to it. */
  close(): Promise<void>;
}

/**
 * Starts a server that serves `gateway` through the adapter under `options.basePath`, and answers
 * everything that the adapter passes on with the text `host`, whatever the status.
 */
export type AdapterMount = (
  gateway: AdapterGateway,
  options: MountOptions,
) => Promise<MountedAdapter>;

/** One promise that every adapter keeps. */
export interface AdapterCase {
  readonly name: string;
  /** @throws {AssertionError} when the adapter breaks the promise. */
  run(mount: AdapterMount): Promise<void>;
}
