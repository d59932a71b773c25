export type { Upgrades } from './lib/upgrades.ts';
export {
  type SessionDoor,
  serveWebSocket,
  type UpgradingServer,
  type WebSocketOptions,
} from './lib/websocket/serve-websocket.ts';
