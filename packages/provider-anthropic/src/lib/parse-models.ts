import { isMembers, membersOf, objectsIn } from '@gw/provider-utils';
import type { Model } from '@gw/schema';

/** One page of `GET /v1/models`. @see https://platform.claude.com/docs/en/api/models/list */
export interface ModelPage {
  readonly models: readonly Model[];
  /** Behind which the next page begins. Default: this is the last one. */
  readonly after?: string;
}

/** What has no name is left out. @param owner for all of them. */
export function parseModels(page: unknown, owner: string): ModelPage {
  const { data, has_more, last_id } = membersOf(page);
  const models = objectsIn(data).flatMap(({ id, created_at }) =>
    typeof id === 'string' && id !== ''
      ? [{ id, object: 'model' as const, created: secondsOf(created_at), owned_by: owner }]
      : [],
  );
  const isMore = isMembers(page) && has_more === true && typeof last_id === 'string';
  return isMore ? { models, after: last_id } : { models };
}

function secondsOf(date: unknown): number {
  const ms = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000);
}
