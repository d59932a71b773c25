import { serve } from '@gw/adapter-node';
import { createMeasuredGateway } from './lib/create-measured-gateway.ts';
import { readSettings } from './lib/settings.ts';

const { host, port } = readSettings();
const { url } = await serve(createMeasuredGateway(), { host, port });
console.log(url);
