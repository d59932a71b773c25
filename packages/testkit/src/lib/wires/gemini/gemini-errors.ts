import { respond } from '../../behaviours/respond.ts';
import type { RefusalFields } from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';
import { takeWrites } from '../../upstream/step-lists.ts';
import { geminiFrame } from './gemini-answer.ts';

export interface GeminiErrorFields {
  readonly message: string;
  /** Google's own name: `RESOURCE_EXHAUSTED`. Default: by HTTP status. */
  readonly status?: string;
  /** The field that was wrong. Default: none is named. */
  readonly field?: string;
  /** Why, in one word of Google's: `API_KEY_INVALID`. Default: it does not say. */
  readonly reason?: string;
  /** When to ask again, in seconds. Default: it does not say. */
  readonly retryDelaySeconds?: number;
}

/** @see https://ai.google.dev/gemini-api/docs/troubleshooting#error-codes */
const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** `{ error: { code, message, status, details } }` @see https://cloud.google.com/apis/design/errors */
function geminiErrorBody(code: number, fields: GeminiErrorFields): object {
  const { message, status = statuses[code] ?? 'UNKNOWN', field, reason } = fields;
  const details = [
    reason && { '@type': typeOf('ErrorInfo'), reason, domain: 'googleapis.com' },
    field && {
      '@type': typeOf('BadRequest'),
      fieldViolations: [{ field, description: message }],
    },
    fields.retryDelaySeconds !== undefined && {
      '@type': typeOf('RetryInfo'),
      retryDelay: `${fields.retryDelaySeconds}s`,
    },
  ].filter(Boolean);
  return { error: { code, message, status, ...(details.length > 0 && { details }) } };
}

function typeOf(name: string): string {
  return `type.googleapis.com/google.rpc.${name}`;
}

/** A refusal under its status. */
export function geminiError(code: number, fields: GeminiErrorFields): Behaviour {
  return respond({ status: code, json: geminiErrorBody(code, fields) });
}

/** The suite's refusal: Google's status is its code, and the details name the field. */
export function geminiRefusal(code: number, fields: RefusalFields): Behaviour {
  const { message, param, code: status, retryAfterSeconds } = fields;
  return geminiError(code, {
    message,
    status,
    field: param,
    ...(retryAfterSeconds !== undefined && { retryDelaySeconds: retryAfterSeconds }),
  });
}

/** A stream that tells an error behind so many events, and ends. */
export function geminiErrorInStream(afterFrames: number, message: string, code = 503): Behaviour {
  return function* (answer): Generator<Step> {
    yield* takeWrites(answer, afterFrames);
    const frame = geminiFrame(geminiErrorBody(code, { message }));
    yield { kind: 'write', bytes: new TextEncoder().encode(frame) };
    yield { kind: 'leave', how: 'end' };
  };
}
