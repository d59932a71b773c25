import type { GatewayReply } from '@gw/core';

/** A body in pieces, and the promise that its maker learns when nobody wants the rest. */
export interface Source {
  next(): Promise<IteratorResult<Uint8Array>>;
  /** It has ended or failed by itself. */
  settle(): void;
  /** Calls the iterator's `return()`: once, and not when it has ended or failed by itself. */
  release(): void;
}

export function openSource(body: AsyncIterable<Uint8Array>): Source {
  const iterator = body[Symbol.asyncIterator]();
  let over = false;
  const settle = () => {
    over = true;
  };
  return {
    next: () => iterator.next(),
    settle,
    release() {
      if (over) return;
      over = true;
      void returnQuietly(iterator);
    },
  };
}

/** Lets go of a body that nobody will read. */
export function abandon(body: GatewayReply['body']): void {
  if (isStream(body)) openSource(body).release();
}

export function isStream(body: GatewayReply['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** What goes wrong while an iterator is being let go concerns nobody: its reader has left. */
async function returnQuietly(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {}
}
