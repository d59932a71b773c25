import type { Provider } from '@gw/core';
import { always, type Behaviour, startUpstream, status, type Upstream } from '@gw/testkit/upstream';
import { type Judge, type Members, membersOf } from '../judges/judge.ts';
import { type Turn, turnAfter } from './turns.ts';

/** How a kind of server speaks. */
export interface Wire {
  /** In front of the model's name. */
  readonly model: string;
  readonly judge: Judge;
  /** What of its own thoughts a request holds, as the judge's tokens. */
  thoughtsIn(body: Members): string[];
  /** The conversation that a request tells, a line for everything that is said. */
  transcriptOf(body: Members): string[];
  /** Says something, and notes the tokens of what it wants back. */
  say(turn: Turn, serial: string, issue: (token: string) => void): Behaviour;
  createProvider(id: string, upstream: Upstream): Provider;
}

/** A scripted server with a judge in front of its model, and the provider that speaks to it. */
export interface Speaker {
  readonly id: string;
  /** As clients name it. */
  readonly model: string;
  readonly provider: Provider;
  readonly wire: Wire;
  /** What its judge has said. */
  readonly faults: readonly string[];
  /** The requests that came, oldest first. */
  readonly requests: readonly Members[];
  /** What it gave out to be handed back, oldest first. */
  readonly issued: ReadonlySet<string>;
  /** Whether it fails before it says anything. */
  isDown: boolean;
  /** Forgets what it was asked, not what it gave out. */
  forget(): void;
  close(): Promise<void>;
}

export async function startSpeaker(id: string, wire: Wire): Promise<Speaker> {
  const issued = new Set<string>();
  let faults: string[] = [];
  let requests: Members[] = [];
  let serial = 0;
  const behaviour: Behaviour = (steps, request, context) => {
    if (speaker.isDown) return status(503)(steps, request, context);
    const body = membersOf(request.json);
    requests.push(body);
    const found = wire.judge(body, issued);
    faults.push(...found);
    const [message] = found;
    if (message !== undefined) return status(400, { message })(steps, request, context);
    const outputs = wire.transcriptOf(body).filter((line) => line.startsWith('output '));
    const name = `${id}${++serial}`;
    const say = wire.say(turnAfter(outputs.length, id, name), name, (token) => issued.add(token));
    return say(steps, request, context);
  };
  const upstream = await startUpstream({ script: [always(behaviour)] });
  const speaker: Speaker = {
    id,
    wire,
    model: `${id}/${wire.model}`,
    provider: wire.createProvider(id, upstream),
    issued,
    get faults() {
      return faults;
    },
    get requests() {
      return requests;
    },
    isDown: false,
    forget() {
      faults = [];
      requests = [];
    },
    close: () => upstream.close(),
  };
  return speaker;
}
