import type { GatewayRequest, Route } from '@gw/core';
import { listPage } from '../kit/list-page.ts';
import { readListParams, toListReply } from '../kit/list-params.ts';
import { readJsonBody } from '../kit/read-body.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import {
  addPrompt,
  addVersion,
  getHead,
  getVersion,
  removePrompt,
  setDefaultVersion,
} from './keep-prompts.ts';
import type { Prompt } from './prompt.ts';
import {
  type PromptHead,
  type PromptVersion,
  promptKind,
  toPrompt,
  versionKind,
} from './prompt-records.ts';
import { readChosenVersion, readDraft, readNextVersion } from './read-draft.ts';
import { versionIn } from './read-version.ts';

/**
 * Prompts over HTTP: the paths and verbs of Llama Stack's client, and those of other servers beside them.
 * @param stores by tenant.
 * @param maxBytes of a body.
 */
export function promptRoutes(
  stores: (tenant: string) => TenantStore,
  maxBytes: number,
): readonly Route[] {
  const at = (
    method: Route['method'],
    path: string,
    answer: (store: TenantStore, request: GatewayRequest, id: string) => Promise<unknown>,
  ): Route => ({
    method,
    path: `/v1/prompts${path}`,
    handle: async (ctx, request, { prompt_id: id = '' }) => ({
      json: await answer(stores(ctx.identity.tenant), request, id),
    }),
  });
  const read = (request: GatewayRequest) => readJsonBody(request, maxBytes);

  const update = async (store: TenantStore, request: GatewayRequest, id: string) =>
    addVersion(store, id, readNextVersion(await read(request)));
  const setDefault = async (store: TenantStore, request: GatewayRequest, id: string) =>
    setDefaultVersion(store, id, readChosenVersion(await read(request)));

  return [
    at('GET', '', (store, request) => listPrompts(store, request.query)),
    at('POST', '', async (store, request) => addPrompt(store, readDraft(await read(request)))),
    at('GET', '/:prompt_id', (store, request, id) => getPrompt(store, id, request.query)),
    at('POST', '/:prompt_id', update),
    at('PUT', '/:prompt_id', update),
    at('DELETE', '/:prompt_id', async (store, _request, id) => {
      await removePrompt(store, id);
      return { id, object: 'prompt.deleted', deleted: true };
    }),
    at('GET', '/:prompt_id/versions', (store, request, id) =>
      listVersions(store, id, request.query),
    ),
    at('POST', '/:prompt_id/default_version', setDefault),
    at('POST', '/:prompt_id/set-default-version', setDefault),
    at('PUT', '/:prompt_id/set-default-version', setDefault),
  ];
}

async function getPrompt(store: TenantStore, id: string, query: string): Promise<Prompt> {
  const number = versionIn(query);
  const { value: head } = await getHead(store, id);
  const isDefault = number === undefined || number === head.default.version;
  const version = isDefault
    ? head.default
    : await getVersion(store, id, { number, param: 'version' });
  return toPrompt(id, version, head);
}

/** Clients that cannot page should see all there is, as far as one page goes. */
const longPage = 100;

/** The default version of each prompt, the newest prompt first. */
async function listPrompts(store: TenantStore, query: string): Promise<unknown> {
  const params = readListParams(query, { limit: longPage });
  const page = await listPage<PromptHead>(store, promptKind, params);
  const data = page.held.map(({ id, value }) => toPrompt(id, value.default, value));
  return toListReply({ data, hasMore: page.hasMore }).json;
}

/** All versions of one prompt, the oldest first. They share an id, so that cursors are their numbers. */
async function listVersions(store: TenantStore, id: string, query: string): Promise<unknown> {
  const params = readListParams(query, { limit: longPage, order: 'asc' });
  const { value: head } = await getHead(store, id);
  const page = await listPage<PromptVersion>(store, versionKind, { ...params, owner: id });
  const data = page.held.map(({ value }) => toPrompt(id, value, head));
  return { ...toListReply({ data: page.held, hasMore: page.hasMore }).json, data };
}
