import type { CallContext } from '../lib/context.ts';
import type { CallEvent, SettledEvent } from '../lib/events.ts';
import type { Hooks } from '../lib/hooks.ts';
import type { Logger } from '../lib/logger.ts';

/** A logger that keeps what it is told. */
export interface LogRecord extends Logger {
  readonly lines: {
    readonly level: 'warn' | 'error';
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
}

export function recordLog(): LogRecord {
  const lines: LogRecord['lines'] = [];
  return {
    lines,
    warn: (message, fields = {}) => void lines.push({ level: 'warn', message, fields }),
    error: (message, fields = {}) => void lines.push({ level: 'error', message, fields }),
  };
}

/** An observer that keeps what it is told. */
export interface EventRecord extends Hooks {
  readonly events: readonly CallEvent[];
  readonly contexts: readonly CallContext[];
  /** The events that end a call; one a call. */
  readonly settled: readonly SettledEvent[];
  /** How each provider call ended: `a1 ok`, `a2 503`. */
  readonly attempts: readonly string[];
}

export function recordEvents(options: Pick<Hooks, 'collect'> = {}): EventRecord {
  const events: CallEvent[] = [];
  const contexts: CallContext[] = [];
  return {
    name: 'recorder',
    ...options,
    observe(event, ctx) {
      events.push(event);
      contexts.push(ctx);
    },
    events,
    contexts,
    get settled() {
      return events.filter((event) => event.type === 'settled');
    },
    get attempts() {
      return events.flatMap((event) => {
        if (event.type !== 'attempt') return [];
        const { provider, number, error } = event;
        return [`${provider}${number} ${error ? error.status : 'ok'}`];
      });
    },
  };
}
