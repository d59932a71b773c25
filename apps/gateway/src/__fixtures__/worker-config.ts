/**
 * A program for a configuration file of a server with workers, which tell who answers: `/pid`, the
 * header `x-worker`, and responses to a text, since the demo repeats what it was asked.
 * @param more members of the configuration, as JavaScript. Default: none.
 */
export function workerConfig(more = ''): string {
  return `
    import { existsSync } from 'node:fs';

    const who = {
      name: 'who',
      start() {
        if (existsSync(new URL('./broken', import.meta.url))) throw new Error('no database');
      },
      onRequest: ({ api, request }) =>
        api === 'responses' && typeof request.json().input === 'string'
          ? { request: request.with({ input: 'I am worker ' + process.pid }) }
          : undefined,
      onResponse: () => ({ headers: [['x-worker', String(process.pid)]] }),
      routes: [{ method: 'GET', path: '/pid', handle: () => ({ json: { pid: process.pid } }) }],
    };

    export default {
      workers: 2,
      responses: { store: false },
      use: [who],
      ${more}
    };`;
}
