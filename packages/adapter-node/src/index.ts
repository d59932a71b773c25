export {
  createNodeHandler,
  type GatewayDoor,
  type NodeHandler,
  type NodeHandlerOptions,
} from './lib/node-handler.ts';
export { type Served, type ServeOptions, serve } from './lib/serve.ts';
