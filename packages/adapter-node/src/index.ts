export {
  createNodeHandler,
  type NodeGateway,
  type NodeHandler,
  type NodeHandlerOptions,
} from './lib/node-handler.ts';
export { type Served, type ServeOptions, serve } from './lib/serve.ts';
