import type { Route } from '@gw/core';
import type { AdapterGateway } from './adapter-mount.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Routes of a real gateway that lead to the suite's, for adapters that stand on more than `handle`
 * and `match`: `createGateway({ use: [{ name: 'suite', routes: routesTo(gateway) }] })`.
 */
export function routesTo(gateway: AdapterGateway): readonly Route[] {
  return methods.map((method) => ({
    method,
    path: '/v1/suite/*',
    handle: (_, request) => gateway.handle(request),
  }));
}
