import type { Hooks } from '@gw/core';
import { ConfigError } from './config-error.ts';
import { findStatePlace, type PlaceInput, type StatePlace } from './find-state-place.ts';
import { boundOf, type ResolvedResponses } from './resolve-responses.ts';

/** Who keeps responses, and where. */
export type ResolvedState =
  /** The server, in a store. */
  | KeptState
  /** A hook of the configuration. */
  | { readonly kind: 'hook'; readonly name: string }
  /** The core, in memory, as far as `responses` says so. */
  | { readonly kind: 'none' };

export interface KeptState extends StatePlace {
  /** Default: responses are kept until they are deleted. */
  readonly retentionMs?: number;
  /** Default: that of the state. */
  readonly replayMs?: number;
}

export interface StateInput extends PlaceInput {
  readonly use: readonly Hooks[];
  readonly responses: ResolvedResponses;
}

/**
 * On, unless something says otherwise: nobody should have to ask for a memory that outlives the process.
 * @throws {ConfigError}
 */
export async function resolveState(input: StateInput): Promise<ResolvedState> {
  const { said, inFile } = input;
  const hook = ownHook(input);
  if (said === false) return hook ?? { kind: 'none' };
  const isMeant = said !== undefined || inFile !== undefined;
  const other = hook ? keptByHook(hook.name) : keptInMemory(input.responses);
  if (other !== undefined && isMeant)
    throw new ConfigError(`${other}, and "state" says where the server does: choose one`);
  if (other !== undefined) return hook ?? { kind: 'none' };
  const { retentionMs, replayMs } = inFile || {};
  return {
    ...(await findStatePlace(input)),
    ...(retentionMs !== undefined && { retentionMs }),
    ...(replayMs !== undefined && { replayMs }),
  };
}

function ownHook({ use }: StateInput) {
  const hook = use.find(({ responseStore }) => responseStore);
  return hook && ({ kind: 'hook', name: hook.name } as const);
}

function keptByHook(name: string): string {
  return `The hook "${name}" of "use" keeps responses`;
}

/** What says that nothing is to be kept on a disk, or anywhere. */
function keptInMemory(responses: ResolvedResponses): string | undefined {
  if (responses.store === false)
    return '"responses.store" (or GW_RESPONSE_STORE) says that no responses are kept';
  const bound = boundOf(responses);
  return bound && `"responses.${bound}" says how much is kept in memory`;
}
