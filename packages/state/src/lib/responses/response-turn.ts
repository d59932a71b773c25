import {
  type ApiContext,
  createContextKey,
  GatewayError,
  type Payload,
  readPayload,
} from '@gw/core';
import { wrongType } from '../kit/faults.ts';
import type { Members } from '../kit/members.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import type { BackgroundRun } from './background-run.ts';
import type { SidedItem } from './kept-response.ts';

/** A response to come, from its request to its end. */
export interface ResponseTurn {
  readonly id: string;
  readonly store: TenantStore;
  /** Whether anything of it is kept. */
  readonly isStored: boolean;
  readonly isStreamed: boolean;
  /** The run in the background that makes it; its record is there. */
  readonly run?: BackgroundRun | undefined;
  readonly request: Members;
  /** As it is kept. */
  input: readonly SidedItem[];
  /** What it goes on from; nothing once that was found to have been deleted meanwhile. */
  previous: Previous | undefined;
  /** What was said up to the response that it goes on from, as it was read: that may be deleted by now. */
  readonly history: { readonly id: string; readonly items: readonly unknown[] } | undefined;
  /** The conversation it is a turn of. */
  readonly conversation?: ConversationTurn | undefined;
  /**
   * All that it stands on and what was answered, as the core has written it out: references in place,
   * compactions opened. Nothing until it has ended well.
   */
  context: readonly unknown[] | undefined;
  /** How many of these were said before; the first of the context. */
  readonly historyItems: number;
  /** How many of these were held before: what was said before, then what a prompt or conversation says. */
  readonly heldItems: number;
  /** Resolves when its end is written, or was given up. */
  ending?: Promise<void> | undefined;
}

/** The response that another one goes on from. */
export interface Previous {
  readonly id: string;
  /** The epoch in which it was read. */
  readonly epoch: number;
}

/** What a response needs of the conversation it is part of. */
export interface ConversationTurn {
  readonly id: string;
  /** Items before this turn, oldest first. */
  readonly items: readonly unknown[];
  /** Position of the last of them. */
  readonly upTo: number | undefined;
  /** Aborted when somebody else may have it: this turn's items will not be added any more. */
  readonly lost?: AbortSignal | undefined;
  /** What adds a finished turn's items to it, and lets it go: to be written with the response. */
  changesFor(items: readonly string[]): Promise<readonly ChangeOf[]>;
  /** Lets it go without a turn. Safe to call behind the other. */
  release(): Promise<void>;
}

export const responseTurn = createContextKey<ResponseTurn>('response turn');

export function requestOf(ctx: ApiContext): Members {
  return readPayload(ctx.request as unknown as Payload<Members>) as Members;
}

/** @throws {GatewayError} for members that exclude each other, or say what they cannot. */
export function checkStateMembers(request: Members): void {
  const { store, background, previous_response_id: previous, conversation, prompt } = request;
  checkType('store', store, 'boolean');
  checkType('background', background, 'boolean');
  checkType('previous_response_id', previous, 'string');
  if (previous != null && conversation != null) {
    throw exclusive('conversation', 'previous_response_id', 'conversation');
  }
  if (prompt != null && request.instructions != null) {
    throw exclusive('prompt', 'prompt', 'instructions');
  }
  if (background === true && store === false) {
    const message = "Background responses need to be stored: leave out 'store', or 'background'.";
    throw new GatewayError('unsupported_parameter', message, { param: 'background' });
  }
}

function checkType(param: string, value: unknown, type: 'boolean' | 'string'): void {
  if (value != null && typeof value !== type) throw wrongType(param, `a ${type}`, value);
}

function exclusive(param: string, one: string, other: string): GatewayError {
  const message = `Mutually exclusive parameters: only one of '${one}' and '${other}' can be given.`;
  return new GatewayError('mutually_exclusive_parameters', message, { param });
}

export function noSuchResponse(id: string): GatewayError {
  const message = `Previous response with id '${id}' not found.`;
  return new GatewayError('previous_response_not_found', message, {
    param: 'previous_response_id',
  });
}
