import type { ApiName, ApiResponse } from './api.ts';
import type { GatewayError } from './errors.ts';
import type { Usage } from './usage.ts';

/** What observers are told about a call, in the order it happens. */
export type CallEvent = AttemptEvent | WarningEvent | SettledEvent;

/** One provider call ended: its headers and first content are here, or it failed. */
export interface AttemptEvent {
  readonly type: 'attempt';
  readonly provider: string;
  /** The upstream's name of the model. */
  readonly model: string;
  /** 1 for the call's first attempt. */
  readonly number: number;
  readonly durationMs: number;
  /** Default: it succeeded. */
  readonly error?: GatewayError | undefined;
}

/** Something was not done as asked: a setting that a provider cannot honour, state that was dropped. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly message: string;
}

/** The call is over; always the last event, exactly one a call, also when the client left. */
export interface SettledEvent {
  readonly type: 'settled';
  /** `cancelled`: the client left before the end. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** Unset on routes that are no inference. */
  readonly api?: ApiName | undefined;
  /** The model that the client asked for. */
  readonly model?: string | undefined;
  /** Who answered. */
  readonly origin?: { readonly provider: string; readonly model: string } | undefined;
  /** The HTTP status that the client got; a stream that failed after its head says 200. */
  readonly status: number;
  readonly stream: boolean;
  /** What was consumed; `estimated` where no upstream told, as after an abort. */
  readonly usage?: Usage | undefined;
  /** From the first byte of the request to the last of the reply. */
  readonly durationMs: number;
  /** To the first content of a stream, or the whole JSON answer. */
  readonly timeToFirstContentMs?: number | undefined;
  readonly error?: GatewayError | undefined;
  /** For observers with `collect: true`: the response, partial after an abort. */
  readonly response?: ApiResponse | undefined;
}
