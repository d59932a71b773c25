import type { Model } from '@gw/schema';
import type { Hooks } from './hooks.ts';
import { type ListedModel, type Registry, unknownModel } from './registry.ts';

/** `GET /health`: says that the process answers; no key, no upstream. */
export const healthRoutes: Hooks = {
  name: 'health',
  routes: [
    {
      method: 'GET',
      path: '/health',
      authenticate: false,
      handle: () => ({ json: { status: 'ok' } }),
    },
  ],
};

/**
 * `GET /v1/models` and `GET /v1/models/{id}`: what this caller may ask for.
 * @see https://platform.openai.com/docs/api-reference/models
 */
export function modelRoutes(registry: Registry): Hooks {
  return {
    name: 'models',
    routes: [
      {
        method: 'GET',
        path: '/v1/models',
        handle: async (ctx) => ({
          json: { object: 'list', data: (await registry.list(ctx)).map(toWireModel) },
        }),
      },
      {
        method: 'GET',
        path: '/v1/models/*',
        async handle(ctx, _request, { '*': id = '' }) {
          const listed = (await registry.list(ctx)).find((model) => model.id === id);
          if (!listed) throw unknownModel(id);
          return { json: toWireModel(listed) };
        },
      },
    ],
  };
}

function toWireModel({ id, created, ownedBy }: ListedModel): Model {
  return { id, object: 'model', created, owned_by: ownedBy };
}
