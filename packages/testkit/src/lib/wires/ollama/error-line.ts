import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';
import { takeWrites } from '../../upstream/step-lists.ts';
import { toText } from './ollama-lines.ts';

export interface ErrorLineOptions {
  /** Lines that go out before it. Default 0. */
  afterLines?: number;
  message: string;
}

/**
 * An answer that starts with its good status and then tells an error, which ends it.
 * @see https://docs.ollama.com/api/errors
 */
export function errorLine({ afterLines = 0, message }: ErrorLineOptions): Behaviour {
  return function* (answer): Generator<Step> {
    yield* takeWrites(answer, afterLines);
    const bytes = new TextEncoder().encode(toText({ error: message }));
    yield { kind: 'write', bytes };
  };
}
