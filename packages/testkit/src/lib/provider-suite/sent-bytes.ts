import { type Behaviour, compose } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';
import type { UpstreamBench } from './bench.ts';

/** Has the upstream give this answer next; afterwards the result tells what it sent, as text. */
export function keepsBytes({ upstream }: UpstreamBench, answer: Behaviour): () => string {
  const sent: Uint8Array[] = [];
  upstream.script(compose(answer, noting(sent)));
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
