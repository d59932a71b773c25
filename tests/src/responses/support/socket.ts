import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { House } from '../../support/house.ts';
import { until } from '../../support/until.ts';

export type Message = Readonly<Record<string, unknown>>;

/** A client's WebSocket at `/v1/responses`. */
export interface Socket {
  /** All that has come so far. */
  readonly received: readonly Message[];
  /** Sends it as it is, or as JSON. */
  send(message: string | object): void;
  /** Sends a `response.create`, and waits for the last message of its turn. */
  turn(body: object): Promise<readonly Message[]>;
  /** The messages of so many turns, from the connection's beginning. */
  turns(count: number): Promise<readonly (readonly Message[])[]>;
  readonly isOpen: boolean;
  close(): void;
}

const ends = new Set<unknown>([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
]);

export async function openSocket(house: House, key?: string): Promise<Socket> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const socket = new WebSocket(`${house.url.replace('http', 'ws')}/responses`, { headers });
  const received: Message[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data)) as Message));
  await once(socket, 'open');
  const turnsSoFar = () => splitTurns(received);
  const turns = async (count: number) => {
    await until(`${count} turns`, () => turnsSoFar().length >= count);
    return turnsSoFar();
  };
  let asked = 0;
  return {
    received,
    turns,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async turn(body) {
      socket.send(JSON.stringify({ type: 'response.create', ...body }));
      const count = Math.max(++asked, turnsSoFar().length + 1);
      asked = count;
      return (await turns(count))[count - 1] ?? [];
    },
    close: () => socket.close(),
  };
}

/** Only turns that are over. */
function splitTurns(messages: readonly Message[]): Message[][] {
  const turns: Message[][] = [];
  let turn: Message[] = [];
  for (const message of messages) {
    turn.push(message);
    if (!ends.has(message.type)) continue;
    turns.push(turn);
    turn = [];
  }
  return turns;
}
