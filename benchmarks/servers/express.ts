import { createExpressHandler } from '@gw/adapter-express';
import express from 'express';
import { createMeasuredGateway } from './lib/create-measured-gateway.ts';
import { readSettings } from './lib/settings.ts';

const { host, port } = readSettings();
const app = express();
app.use(createExpressHandler(createMeasuredGateway()));
app.listen(port, host, () => console.log(`http://${host}:${port}`));
