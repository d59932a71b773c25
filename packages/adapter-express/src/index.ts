export { createExpressHandler, type ExpressHandlerOptions } from './lib/express-handler.ts';
