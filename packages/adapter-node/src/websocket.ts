export type { Upgrades } from './lib/upgrades.ts';
export {
  type SessionDoor,
  serveWebSocket,
  type WebSocketOptions,
} from './lib/websocket/serve-websocket.ts';
