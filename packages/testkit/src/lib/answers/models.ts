import type { Model, ModelList } from '@gw/schema';
import { createdAt } from './stable-id.ts';

/** @see https://platform.openai.com/docs/api-reference/models/list */
export function modelList(ids: readonly string[]): ModelList {
  return { object: 'list', data: ids.map(modelObject) };
}

/** @see https://platform.openai.com/docs/api-reference/models/object */
export function modelObject(id: string): Model {
  return { id, object: 'model', created: createdAt, owned_by: 'testkit' };
}
