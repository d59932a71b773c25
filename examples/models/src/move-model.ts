import { GatewayError, type Hooks } from '@gw/core';

/**
 * `PUT /admin/models/fast` with the body `backup/llama-4` moves a model while calls are running;
 * those end where they began. A hook may bring paths of its own, behind the same authentication.
 */
export function moveModel(setModel: (name: string, target: string) => void): Hooks {
  return {
    name: 'move-model',
    routes: [
      {
        method: 'PUT',
        path: '/admin/models/*',
        async handle(_ctx, request, { '*': name = '' }) {
          const target = new TextDecoder().decode(await request.readBody(200));
          try {
            setModel(name, target);
          } catch (error) {
            const { message } = error as Error;
            throw new GatewayError('invalid_value', message, { cause: error });
          }
          return { json: { [name]: target } };
        },
      },
    ],
  };
}
