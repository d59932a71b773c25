import { type ApiName, createGateway, type Gateway } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import {
  type Behaviour,
  cutMidStream,
  type Leave,
  startUpstream,
  type Upstream,
} from '@gw/testkit/upstream';
import { type Answered, knock } from './knock.ts';

/** Where and how the upstream leaves the first answer to a call; the second answer is good. */
export interface Cut {
  /** Bytes of the body that still go out. */
  readonly at: number;
  readonly how: Leave;
  readonly retry: 'on' | 'off';
  /** Tells calls apart that are cut at one place. Default: there is but one. */
  readonly number?: number;
}

/** What is played, by name, each with the request that asks for it. */
export interface Playable {
  /** Behind `/v1`. */
  readonly path: string;
  readonly request: object;
  readonly answer: Behaviour;
}

/** A gateway and an upstream whose first answer to each call breaks off where the call says. */
export interface CutRig {
  readonly gateway: Gateway;
  readonly upstream: Upstream;
  /** The request that tells the upstream what to do. */
  headersFor(name: string, cut: Cut): Record<string, string>;
  /** Through the inner door. */
  ask(name: string, cut: Cut): Promise<Answered & { readonly calls: number }>;
  /** Upstream calls that one cut has cost. */
  callsOf(name: string, cut: Cut): number;
  close(): Promise<void>;
}

export async function openCutRig(
  playables: ReadonlyMap<string, Playable>,
  { idleMs, apis }: { readonly idleMs: number; readonly apis: readonly ApiName[] },
): Promise<CutRig> {
  const calls = new Map<string, number>();
  const upstream = await startUpstream();
  upstream.script({ matches: () => true, behaviour: cutAsTold(playables) });
  const provider = createHttpProvider({
    id: 'main',
    baseUrl: upstream.url,
    apis,
    forwardHeaders: ['x-cut'],
    timeouts: { idleMs, firstByteMs: 60_000 },
  });
  const gateway = createGateway({
    providers: [provider],
    retry: { backoffMs: 1 },
    use: [
      {
        name: 'count',
        wrapAttempt: (ctx, attempt, next) => {
          calls.set(String(ctx.headers['x-cut']), attempt.number);
          return next();
        },
      },
    ],
  });
  const headersFor = (name: string, { at, how, retry, number = 0 }: Cut) => ({
    'x-cut': `${name} ${at} ${how} ${retry} ${number}`,
    'x-gw-retry': retry,
  });
  const callsOf = (name: string, cut: Cut) => calls.get(headersFor(name, cut)['x-cut']) ?? 0;
  return {
    gateway,
    upstream,
    headersFor,
    callsOf,
    async ask(name, cut) {
      const playable = playables.get(name);
      if (!playable) throw new Error(`Nothing is called "${name}".`);
      const { path, request } = playable;
      const headers = headersFor(name, cut);
      const answered = await knock(gateway, { path: `/v1${path}`, body: request, headers });
      return { ...answered, calls: callsOf(name, cut) };
    },
    async close() {
      await gateway.close();
      await upstream.close();
    },
  };
}

function cutAsTold(playables: ReadonlyMap<string, Playable>): Behaviour {
  const seen = new Set<string>();
  return (_answer, request, context) => {
    const told = request.header('x-cut') ?? '';
    const [name = '', at, how] = told.split(' ');
    const good = playables.get(name)?.answer([], request, context) ?? [];
    if (seen.has(told)) return good;
    seen.add(told);
    return cutMidStream({ afterBytes: Number(at), how: how as Leave })(good, request, context);
  };
}
