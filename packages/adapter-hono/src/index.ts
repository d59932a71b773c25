export { createHonoHandler, type HonoHandlerOptions } from './lib/hono-handler.ts';
