import { respond } from '../../behaviours/respond.ts';
import { stream } from '../../behaviours/stream.ts';
import type { ChatAnswer, ProviderWire } from '../provider-wire.ts';

/** A line of the stream; as JSON one object has all of it. Calls have no ids, reasons other names. */
export interface Said {
  readonly says?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly end?: string;
  readonly read?: number;
  readonly wrote?: number;
}

const ends: Readonly<Record<string, string>> = {
  stop: 'DONE',
  length: 'FULL',
  tool_calls: 'DONE',
  content_filter: 'BLOCKED',
};

/** A wire that is nobody's: lines of JSON that say chat in other words. */
export const linesWire: ProviderWire = {
  isNative: false,
  framing: 'ndjson',
  basePath: '/api',
  answers: {
    chat(answer, kind) {
      const calls = answer.toolCalls.map(({ name, arguments: text }) => ({
        name,
        arguments: JSON.parse(text) as unknown,
      }));
      const last = endOf(answer);
      if (kind === 'json') return respond({ json: { says: answer.text.join(''), calls, ...last } });
      const lines: Said[] = [...answer.text.map((says) => ({ says })), { calls }, last];
      const headers = { 'content-type': 'application/x-ndjson' };
      return stream(
        lines.map((line) => `${JSON.stringify(line)}\n`),
        { headers },
      );
    },
  },
  refusal: (status, { message, retryAfterSeconds: wait }) =>
    respond({
      status,
      json: { message },
      ...(wait !== undefined && { headers: { 'retry-after': `${wait}` } }),
    }),
  refusalFields: [],
};

function endOf({ finishReason, usage: { input: read, output: wrote } }: ChatAnswer): Said {
  return { end: ends[finishReason] ?? 'DONE', read, wrote };
}
