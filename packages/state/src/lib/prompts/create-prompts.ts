import type { Route } from '@gw/core';
import type { TenantStore } from '../kit/tenant-store.ts';
import { promptRoutes } from './prompt-routes.ts';
import { type ResolvedPrompt, resolvePrompt } from './resolve-prompt.ts';

export interface PromptsOptions {
  /** What a prompt with its variables may come to, in bytes. */
  readonly maxBodyBytes: number;
}

/** Templates that a tenant keeps, in versions, and that its responses name. */
export interface Prompts {
  readonly routes: readonly Route[];
  /** Writes out a response's `prompt`. @see resolvePrompt */
  resolve(store: TenantStore, prompt: unknown): Promise<ResolvedPrompt>;
}

/** Of a body that makes one. It is written by people; a page of a list holds a hundred of them in memory. */
const maxPromptBytes = 1024 * 1024;

/** @param stores by tenant. */
export function createPrompts(
  stores: (tenant: string) => TenantStore,
  { maxBodyBytes }: PromptsOptions,
): Prompts {
  return {
    routes: promptRoutes(stores, Math.min(maxBodyBytes, maxPromptBytes)),
    resolve: (store, prompt) => resolvePrompt(store, prompt, maxBodyBytes),
  };
}
