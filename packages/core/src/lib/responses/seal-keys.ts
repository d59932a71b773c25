import type { Logger } from '../logger.ts';
import { fromBase64 } from './seal-base64.ts';

/** A key that the operator configured. */
export interface SealKey {
  /** Stands in what is sealed, so that the key is found again: letters, digits, `_`, `-`, at most 64. */
  readonly id: string;
  /** 32 random bytes, or their base64 text (`openssl rand -base64 32`). */
  readonly key: string | Uint8Array;
}

/** A key that is made ready at its first use. */
export interface LazyKey {
  readonly id: string;
  /** A `CryptoKey`, a name that not every runtime's types have. */
  load(): Promise<object>;
}

/** The keys of a sealer. */
export interface KeyRing {
  /** The one that seals. */
  sealing(): LazyKey;
  /** The one with that id. */
  opening(id: string): LazyKey | undefined;
}

const keyBytes = 32;
const plainId = /^[A-Za-z0-9_-]{1,64}$/;
const usages: readonly KeyUsage[] = ['encrypt', 'decrypt'];

const lostAtRestart =
  'There are no keys to seal content with, so a random one is used: what is sealed now cannot be opened after a restart, or by another process. Configure "responses.sealKeys" with an id and 32 random bytes in base64 (openssl rand -base64 32).';

/** @throws {Error} naming the id of a key that is no key, never the key. */
export function createKeyRing(keys: readonly SealKey[], log: Logger): KeyRing {
  const known = keys.map(toLazyKey);
  refuseSameIds(known);
  const [first] = known;
  if (!first) return createRandomRing(log);
  return { sealing: () => first, opening: (id) => known.find((key) => key.id === id) };
}

/** A key for as long as the process lives, for a gateway that nobody configured one for. */
function createRandomRing(log: Logger): KeyRing {
  const key: LazyKey = { id: 'process', load: once(generateKey) };
  const warn = once(() => log.warn(lostAtRestart));
  return {
    sealing() {
      warn();
      return key;
    },
    opening: (id) => (id === key.id ? key : undefined),
  };
}

/** Reads the key now, so that a bad one shows at the start; imports it when it is needed. */
function toLazyKey({ id, key }: SealKey): LazyKey {
  if (typeof id !== 'string' || !plainId.test(id)) {
    const rule = '1 to 64 letters, digits, "_" or "-"';
    throw new Error(`The id of a key to seal with must be ${rule}, not ${JSON.stringify(id)}.`);
  }
  const bytes = bytesOf(key);
  if (bytes?.length !== keyBytes)
    throw new Error(`The key "${id}" to seal with must be 32 bytes, or their base64 text.`);
  return {
    id,
    load: once(() => crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [...usages])),
  };
}

/** A copy: its owner may wipe the bytes before they are used. */
function bytesOf(key: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof key === 'string') return fromBase64(key);
  return key instanceof Uint8Array ? new Uint8Array(key) : undefined;
}

function refuseSameIds(keys: readonly LazyKey[]): void {
  const ids = new Set<string>();
  for (const { id } of keys) {
    if (ids.has(id)) throw new Error(`Two keys to seal with have the id "${id}".`);
    ids.add(id);
  }
}

function generateKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: keyBytes * 8 }, false, [...usages]);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
