import { openHost } from './open-host.ts';

declare const Bun: {
  readonly env: Readonly<Record<string, string>>;
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly idleTimeout: number;
    readonly fetch: (request: Request) => Response | Promise<Response>;
  }): { readonly port: number };
};

const answer = openHost(Bun.env.UPSTREAM_URL ?? '');
const { port } = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  // Bun cuts a connection that is silent for 10 s by default: models think longer than that.
  idleTimeout: 0,
  fetch: (request) => answer(request),
});
console.log(`http://127.0.0.1:${port}`);
