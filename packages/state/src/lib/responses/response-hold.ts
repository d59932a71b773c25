import { GatewayError } from '@gw/core';
import { onAbort } from '../kit/on-abort.ts';
import { hasEnded, responseKey, responseKind } from './kept-response.ts';
import { createLease, type Lease } from './lease.ts';
import type { ResponseTurn } from './response-turn.ts';
import { RefusedWrite } from './write-again.ts';

/** The hold of a process on the response that it makes. */
export interface ResponseHold {
  /** In which it is held here; nothing until it was taken. */
  readonly epoch: number | undefined;
  /**
   * Takes it, once its record is there and unless it was taken before. Whoever could not for a while may
   * find that the response was ended as one whose process is gone: what was ended is not written over.
   * @throws {GatewayError} `unavailable`, where it is to be tried again
   * @throws {RefusedWrite} where it has ended, or is gone
   */
  take(): Promise<void>;
  /** Lets it end by itself. */
  stop(): void;
}

export interface ResponseHoldOptions {
  /** Names this process among those that share the store. */
  readonly holder: string;
  /** Is told once somebody else may have it. */
  lose(reason: unknown): void;
}

export function createResponseHold(
  { store, id, run }: ResponseTurn,
  { holder, lose }: ResponseHoldOptions,
): ResponseHold {
  let lease: Lease | undefined = run?.lease;
  let isChecked = lease !== undefined;
  let refusal: RefusedWrite | undefined;

  async function giveBack({ epoch, stop }: Lease): Promise<void> {
    stop();
    // One that cannot be given back ends by itself.
    await store.write([{ type: 'release', ...responseKey(id), epoch }]).catch(() => false);
  }

  async function refuse(): Promise<never> {
    refusal = new RefusedWrite();
    lose(refusal);
    if (lease) await giveBack(lease);
    throw refusal;
  }

  return {
    get epoch() {
      return lease?.epoch;
    },
    async take() {
      if (refusal) throw refusal;
      if (isChecked) return;
      lease ??= await createLease(store, responseKind, id, holder, { untilTold: true });
      if (await hasEnded(store, id)) await refuse();
      if (!lease) throw new GatewayError('unavailable', 'Another process holds this response.');
      isChecked = true;
      onAbort(lease.lost, lose);
    },
    stop: () => lease?.stop(),
  };
}
