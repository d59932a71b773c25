import { createExpressHandler } from '@gw/adapter-express';
import express from 'express';
import { createMeasuredGateway } from './lib/create-measured-gateway.ts';
import { readSettings } from './lib/settings.ts';

const { host, port } = readSettings();
const app = express();
app.use(createExpressHandler(createMeasuredGateway()));
// Express hands over what keeps it from listening, such as a port that is taken.
app.listen(port, host, (error) => {
  if (error) throw error;
  console.log(`http://${host}:${port}`);
});
