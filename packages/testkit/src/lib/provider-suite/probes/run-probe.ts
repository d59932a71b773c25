import { GatewayError, type ProviderReply } from '@gw/core';
import { goodJson, greeting } from '../answers.ts';
import { ask, type Members } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { isRefusalOf } from '../or-refused.ts';
import { talks } from '../talks.ts';
import type { Probe } from './probe.ts';

/**
 * What became of something that was asked for: its upstream got it, the provider did it itself, it was
 * left out with a warning, refused by name, or lost.
 */
export type Ability = 'carried' | 'kept' | 'warned' | 'refused' | 'lost';

export interface ProbeOutcome {
  readonly ability: Ability;
  /** What is wrong, where it is lost. */
  readonly why?: string;
}

export async function runProbe(bench: UpstreamBench, probe: Probe): Promise<ProbeOutcome> {
  const { plain = {}, mark, hint } = probe;
  const without = await askFor(bench, probe, plain);
  const { sent, error, reply, warnings } = await askFor(bench, probe, probe.members);
  if (error !== undefined) return judgeRefusal(error, probe, sent.length);
  const isSent = mark === undefined ? sent[0] !== without.sent[0] : sent[0]?.includes(mark);
  if (isSent) return { ability: 'carried' };
  if (reply && (await isKept(bench, probe, reply))) return { ability: 'kept' };
  if (hint === undefined) return lost('it is left out of the request');
  const isWarnedOf = warnings.some((warning) => warning.includes(hint));
  return isWarnedOf ? { ability: 'warned' } : lost(`it is left out, and no warning has "${hint}"`);
}

function lost(why: string): ProbeOutcome {
  return { ability: 'lost', why };
}

function judgeRefusal(error: unknown, { param, members }: Probe, requests: number): ProbeOutcome {
  if (requests > 0) return lost(`it fails when all is sent: ${error}`);
  if (isRefusalOf(error, param) || refusesAltogether(error, members)) return { ability: 'refused' };
  const named = error instanceof GatewayError ? `${error.code} of "${error.param}"` : `${error}`;
  return lost(`it is refused as ${named}, not as unsupported_parameter of "${param}"`);
}

/** Who has no tools need not say which one of them is the matter. What is said has its exact place. */
function refusesAltogether(error: unknown, { messages: _, input: __, ...members }: Members) {
  return Object.keys(members).some((name) => isRefusalOf(error, name) && error.param === name);
}

interface Asked {
  /** Bodies of the requests that the upstream got. */
  readonly sent: readonly string[];
  readonly reply?: ProviderReply;
  readonly error?: unknown;
  readonly warnings: readonly string[];
}

async function askFor(bench: UpstreamBench, probe: Probe, members: Members): Promise<Asked> {
  const { upstream } = bench;
  const warnings: string[] = [];
  upstream.reset();
  upstream.script(answerTo(bench, probe));
  const pending = ask(bench, probe.api, members, { warn: (message) => warnings.push(message) });
  const sent = () => upstream.requests.map(({ text }) => text);
  try {
    const reply = await bench.soon('an answer', pending);
    return { sent: sent(), reply, warnings: [...warnings, ...(reply.warnings ?? [])] };
  } catch (error) {
    return { sent: sent(), error, warnings };
  }
}

function answerTo({ wire }: UpstreamBench, { api, answer = greeting }: Probe) {
  const talk = talks.find((one) => one.api === api);
  return talk ? talk.answer(wire, answer, 'json') : goodJson(wire, api);
}

async function isKept(
  bench: UpstreamBench,
  { api, members, isKept: isKeptIn }: Probe,
  reply: ProviderReply,
): Promise<boolean> {
  const talk = talks.find((one) => one.api === api);
  if (!talk || !isKeptIn) return false;
  return isKeptIn(await talk.hear(bench, reply, members));
}
