import type { Behaviour } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';
import { chatOf } from './answers.ts';
import type { UpstreamBench } from './bench.ts';
import type { ChatAnswer, ReplyKind } from './provider-wire.ts';

/** Has the upstream give this answer next; afterwards the result tells what it sent, as text. */
export function keepsBytes(
  { upstream, wire }: UpstreamBench,
  answer: ChatAnswer,
  kind: ReplyKind,
): () => string {
  const sent: Uint8Array[] = [];
  upstream.script(chatOf(wire, answer, kind, noting(sent)));
  return () => Buffer.concat(sent).toString();
}

/** The same answer, with what it writes noted. */
function noting(sent: Uint8Array[]): Behaviour {
  return function* (answer): Generator<Step> {
    for (const step of answer) {
      if (step.kind === 'write') sent.push(step.bytes);
      yield step;
    }
  };
}
