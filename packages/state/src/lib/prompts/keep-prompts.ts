import { GatewayError } from '@gw/core';
import { notFound } from '../kit/not-found.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import type { Prompt } from './prompt.ts';
import {
  createPromptId,
  type PromptHead,
  type PromptVersion,
  promptKind,
  toPrompt,
  versionKind,
} from './prompt-records.ts';
import { completeDraft, type NextVersion, type PromptDraft } from './read-draft.ts';
import { toVersionId } from './read-version.ts';

/** @throws {GatewayError} `not_found` */
export async function getHead(store: TenantStore, id: string): Promise<Held<PromptHead>> {
  const held = await store.get<PromptHead>(promptKind, id);
  if (!held) throw notFound('Prompt', id);
  return held;
}

/** A version as somebody names it, and where: `version`, `prompt.version`. */
export interface NamedVersion {
  readonly number: unknown;
  readonly param: string;
}

/** @throws {GatewayError} `not_found`, of the prompt, or of its version. */
export async function getVersion(
  store: TenantStore,
  id: string,
  { number, param }: NamedVersion,
): Promise<PromptVersion> {
  const versionId = toVersionId(number);
  const held =
    versionId === undefined
      ? undefined
      : await store.get<PromptVersion>(versionKind, versionId, id);
  if (held) return held.value;
  await getHead(store, id);
  const message = `Prompt with id '${id}' has no version '${number}'.`;
  throw new GatewayError('not_found', message, { param });
}

/** Makes version 1 of a new prompt. */
export async function addPrompt(store: TenantStore, draft: PromptDraft): Promise<Prompt> {
  const content = completeDraft(draft);
  const id = createPromptId();
  const now = Date.now();
  const version = { ...content, version: 1, ...timesAt(now, now) };
  const head = { latest: 1, default: version };
  const isWritten = await store.write([
    { type: 'insert', kind: promptKind, owner: '', id, value: head, createdAt: now },
    insertVersion(id, version, now),
  ]);
  if (!isWritten) throw new Error(`The new id "${id}" is taken.`);
  return toPrompt(id, version, head);
}

/**
 * Makes the next version.
 * @throws {GatewayError} `not_found`; `version_conflict` where there is a newer one.
 */
export function addVersion(
  store: TenantStore,
  id: string,
  { draft, base, isDefault }: NextVersion,
): Promise<Prompt> {
  return changePrompt(store, id, async (head, createdAt) => {
    if (base !== head.latest) throw staleBase(base, head.latest);
    const content = completeDraft(draft, await getNewest(store, id, head));
    const now = Date.now();
    const version = { ...content, version: base + 1, ...timesAt(createdAt, now) };
    const next = { latest: version.version, default: isDefault ? version : head.default };
    return { head: next, shown: version, more: [insertVersion(id, version, now)] };
  });
}

/** @throws {GatewayError} `not_found`, of a version too. */
export function setDefaultVersion(store: TenantStore, id: string, number: number): Promise<Prompt> {
  return changePrompt(store, id, async (head) => {
    const version = await getVersion(store, id, { number, param: 'version' });
    return { head: { ...head, default: version }, shown: version, more: [] };
  });
}

/** Removes a prompt with all its versions. @throws {GatewayError} `not_found` */
export async function removePrompt(store: TenantStore, id: string): Promise<void> {
  await getHead(store, id);
  await store.write([{ type: 'delete', kind: promptKind, owner: '', id }]);
}

interface Decision {
  readonly head: PromptHead;
  /** What the client is shown. */
  readonly shown: PromptVersion;
  readonly more: readonly ChangeOf[];
}

/** Every turn that is lost, somebody else has won: the pause before the next one spreads them. */
const turns = 64;
const longestPauseMs = 50;

/**
 * Reads, decides and writes. Where another writer was faster, what was decided on is no longer so, and
 * all is done again.
 */
async function changePrompt(
  store: TenantStore,
  id: string,
  decide: (head: PromptHead, createdAt: number) => Promise<Decision>,
): Promise<Prompt> {
  for (let turn = 0; turn < turns; turn++) {
    const { value, version, createdAt } = await getHead(store, id);
    const { head, shown, more } = await decide(value, createdAt);
    const update = {
      type: 'update',
      kind: promptKind,
      owner: '',
      id,
      value: head,
      version,
    } as const;
    if (await store.write([update, ...more])) return toPrompt(id, shown, head);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longestPauseMs));
  }
  throw conflict('The prompt is being changed by others all the time; try again.');
}

async function getNewest(store: TenantStore, id: string, head: PromptHead): Promise<PromptVersion> {
  const { latest, default: current } = head;
  const named = { number: latest, param: 'version' };
  return current.version === latest ? current : getVersion(store, id, named);
}

function insertVersion(owner: string, value: PromptVersion, createdAt: number): ChangeOf {
  const id = String(value.version);
  return { type: 'insert', kind: versionKind, owner, id, value, createdAt };
}

/** @param createdAt as all times of the store, in ms since 1970. */
function timesAt(createdAt: number, now: number): Pick<PromptVersion, 'created_at' | 'updated_at'> {
  return { created_at: toSeconds(createdAt), updated_at: toSeconds(now) };
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function staleBase(base: number, latest: number): GatewayError {
  return conflict(`Version ${base} is not the newest one; that is ${latest}. Go on from there.`);
}

function conflict(message: string): GatewayError {
  return new GatewayError('version_conflict', message, { param: 'version' });
}
