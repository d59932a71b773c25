import { GatewayError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { fromBase64Url, toBase64Url } from './seal-base64.ts';
import { createKeyRing, type SealKey } from './seal-keys.ts';

/** What a sealer needs. */
export interface SealerOptions {
  /**
   * The first one seals, all of them open: put a new key first and keep the old ones as long as
   * content sealed with them is around. Default: a random key that is lost with the process.
   */
  readonly keys?: readonly SealKey[] | undefined;
  readonly log: Logger;
}

/** Encrypts what clients carry for the gateway, so that only it can read it, for the same tenant. */
export interface Sealer {
  /** @param purpose what the text is for; it opens for nothing else. */
  seal(tenant: string, purpose: string, text: string): Promise<string>;
  /** @throws {GatewayError} `invalid_encrypted_content`, the same whatever was wrong with it. */
  open(tenant: string, purpose: string, sealed: string): Promise<string>;
  /** Whether a text looks like one of ours; only `open` tells whether it is. */
  isSealed(text: string): boolean;
}

/** The purpose of sealed summaries, see `convert/compact-on-responses`. */
export const compactionPurpose = 'compaction';

const marker = 'gwe1';
/** Fresh for each text: AES-GCM is broken by a second text under the same one. */
const ivBytes = 12;

/**
 * A sealer: AES-GCM with 256 bits, tenant and purpose bound to the text. Format:
 * `gwe1.<key id>.<base64url of iv and ciphertext>`.
 * @throws {Error} naming the id of a key that is no key.
 */
export function createSealer({ keys = [], log }: SealerOptions): Sealer {
  const ring = createKeyRing(keys, log);
  return {
    async seal(tenant, purpose, text) {
      const { id, load } = ring.sealing();
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
      const bound = { ...boundTo(id, tenant, purpose), iv };
      const plain = new TextEncoder().encode(text);
      const sealed = await crypto.subtle.encrypt(bound, (await load()) as CryptoKey, plain);
      return [marker, id, toBase64Url(joined(iv, new Uint8Array(sealed)))].join('.');
    },
    async open(tenant, purpose, sealed) {
      const { id, bytes } = splitSealed(sealed);
      const key = ring.opening(id);
      if (!key || !bytes) throw cannotOpen();
      const bound = { ...boundTo(id, tenant, purpose), iv: bytes.subarray(0, ivBytes) };
      const plain = await decrypt(bound, await key.load(), bytes.subarray(ivBytes));
      return new TextDecoder().decode(plain);
    },
    isSealed,
  };
}

/** Whether a text looks like one of ours, whoever's it is. */
export function isSealed(text: string): boolean {
  return text.startsWith(`${marker}.`);
}

/** What a text is bound to is not in it, but it opens only for who says the same. */
function boundTo(id: string, tenant: string, purpose: string) {
  const version = 1;
  const text = JSON.stringify(['gw', version, id, tenant, purpose]);
  return { name: 'AES-GCM', additionalData: new TextEncoder().encode(text) };
}

async function decrypt(bound: AesGcmParams, key: object, bytes: Uint8Array<ArrayBuffer>) {
  try {
    return await crypto.subtle.decrypt(bound, key as CryptoKey, bytes);
  } catch {
    throw cannotOpen();
  }
}

function splitSealed(sealed: string) {
  const [start, id = '', content = '', ...more] = sealed.split('.');
  const isWhole = start === marker && more.length === 0;
  return { id, bytes: isWhole ? fromBase64Url(content) : undefined };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

/** One message for all: what was wrong would tell whose it is. */
function cannotOpen(): GatewayError {
  const message =
    'The encrypted content could not be verified. Send it exactly as it was received.';
  return new GatewayError('invalid_encrypted_content', message);
}
