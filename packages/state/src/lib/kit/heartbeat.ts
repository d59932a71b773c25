import { unref } from './unref.ts';

/** How long a response or a conversation is held without a word from its holder, in ms. */
export const leaseMs = 10_000;

/** What is held for as long as somebody is there to say so. */
export interface Heartbeat {
  /** Aborted when it is held no longer, or nobody can say that it is. */
  readonly lost: AbortSignal;
  stop(): void;
}

export interface HeartbeatOptions {
  /** How long it is held without being renewed, in milliseconds. It begins to be now. */
  readonly leaseMs: number;
  /** @returns whether it was still held. */
  renew(): Promise<boolean>;
  /** What `lost` is aborted with. */
  lostReason(): Error;
  /**
   * Whether silence counts as a yes: for work that nobody else can do, and whose writes are refused
   * where somebody has ended it. Default: what nobody has confirmed in its time is lost.
   */
  readonly untilTold?: boolean | undefined;
}

/**
 * Renews a lease every quarter of its life. A store that does not answer is asked again, until the
 * lease must be thought over. No host is kept alive for it.
 */
export function startHeartbeat({
  leaseMs,
  renew,
  lostReason,
  untilTold,
}: HeartbeatOptions): Heartbeat {
  const lost = new AbortController();
  let isStopped = false;
  let beat: Timer | undefined;
  let deadline: Timer | undefined;

  const stop = () => {
    isStopped = true;
    clearTimeout(beat);
    clearTimeout(deadline);
  };
  const lose = () => {
    stop();
    lost.abort(lostReason());
  };
  const extend = (ms: number) => {
    clearTimeout(deadline);
    if (!untilTold) deadline = setQuietTimeout(lose, ms);
  };
  const scheduleBeat = () => {
    beat = setQuietTimeout(() => void renewOnce(), leaseMs / 4);
  };
  const renewOnce = async () => {
    const askedAt = Date.now();
    const isHeld = await renew().catch(() => undefined);
    if (isStopped) return;
    if (isHeld === false) return lose();
    // By the time of the question: the store may have begun to count then.
    if (isHeld) extend(leaseMs - (Date.now() - askedAt));
    scheduleBeat();
  };

  extend(leaseMs);
  scheduleBeat();
  return { lost: lost.signal, stop };
}

type Timer = ReturnType<typeof setTimeout>;

/** A timer that keeps no process alive, where the host has such. */
function setQuietTimeout(callback: () => void, ms: number): Timer {
  const timer = setTimeout(callback, ms);
  unref(timer);
  return timer;
}
