import { createHonoHandler } from '@gw/adapter-hono';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createMeasuredGateway } from './lib/create-measured-gateway.ts';
import { readSettings } from './lib/settings.ts';

const { host, port } = readSettings();
const app = new Hono();
app.use('*', createHonoHandler(createMeasuredGateway()));
serve({ fetch: app.fetch, hostname: host, port }, () => console.log(`http://${host}:${port}`));
