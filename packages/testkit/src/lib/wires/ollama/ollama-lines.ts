import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';

const encoder = new TextEncoder();

/**
 * Answers with JSON lines, each one a write. Text goes out as it is.
 * @see https://docs.ollama.com/api/streaming
 */
export function ollamaLines(lines: Iterable<object | string>): Behaviour {
  return function* (): Generator<Step> {
    const headers = [['content-type', 'application/x-ndjson']] as const;
    yield { kind: 'head', status: 200, headers };
    for (const line of lines) yield { kind: 'write', bytes: encoder.encode(toText(line)) };
  };
}

export function toText(line: object | string): string {
  return typeof line === 'string' ? line : `${JSON.stringify(line)}\n`;
}
