/** Which calls a conversation has had, for the messages that answer them. */
export interface CallBook {
  add(id: string, kind: CallKind): void;
  /** Default `function`: the call may have been cut off the history. */
  kindOf(id: string): CallKind;
  /** A call from before calls had ids, by the message that it stands in. @returns an id for it. */
  addNamed(name: string, position: number): string;
  /** The last call of this name. */
  idOf(name: string): string | undefined;
}

export type CallKind = 'function' | 'custom';

export function createCallBook(): CallBook {
  const kinds = new Map<string, CallKind>();
  const named = new Map<string, string>();
  return {
    add: (id, kind) => kinds.set(id, kind),
    kindOf: (id) => kinds.get(id) ?? 'function',
    addNamed(name, position) {
      // The same on every turn, so that the prompt stays in the upstream's cache.
      const id = `call_of_message_${position}`;
      named.set(name, id);
      return id;
    },
    idOf: (name) => named.get(name),
  };
}
