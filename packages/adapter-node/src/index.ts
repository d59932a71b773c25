export {
  createNodeHandler,
  type GatewayDoor,
  type NodeHandler,
  type NodeHandlerOptions,
} from './lib/node-handler.ts';
export { type Served, type ServeOptions, serve } from './lib/serve.ts';
export type { ServeUpgrades, Upgrades } from './lib/upgrades.ts';
