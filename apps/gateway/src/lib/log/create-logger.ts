import type { Logger } from '@gw/core';
import { describeError } from './describe-error.ts';

export interface LoggerOptions {
  /** Gets one line at a time, with its end. */
  readonly write: (line: string) => void;
  /** Takes secrets out of a line. */
  readonly redact: (text: string) => string;
  /** Milliseconds since the epoch. Default: Date.now. */
  readonly now?: () => number;
}

/** One JSON object a line, which every log collector reads: `{"time":…,"level":"warn","message":…}`. */
export function createLogger({ write, redact, now = Date.now }: LoggerOptions): Logger {
  const log =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      const time = new Date(now()).toISOString();
      write(`${redact(toJson({ time, level, message, ...fields }))}\n`);
    };
  return { warn: log('warn'), error: log('error') };
}

/** A line that cannot be written is worth less than the server that wanted to write it. */
function toJson(record: object): string {
  try {
    return JSON.stringify(record, (_, value: unknown) => toPlain(value));
  } catch (error) {
    return JSON.stringify({
      level: 'error',
      message: 'A log line was not JSON.',
      error: `${error}`,
    });
  }
}

function toPlain(value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  return typeof value === 'bigint' ? String(value) : value;
}
