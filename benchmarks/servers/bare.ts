// What Node alone takes to start: a server that asks nobody.
import { createServer } from 'node:http';
import { readSettings } from './lib/settings.ts';

const { host, port } = readSettings();
createServer((request, response) => {
  request.resume();
  response.end('{}');
}).listen(port, host);
