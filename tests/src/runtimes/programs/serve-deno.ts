import { openHost } from './open-host.ts';

declare const Deno: {
  readonly env: { get(name: string): string | undefined };
  serve(
    options: {
      readonly port: number;
      readonly hostname: string;
      readonly onListen: (address: { readonly port: number }) => void;
    },
    handler: (request: Request) => Response | Promise<Response>,
  ): void;
};

const answer = openHost(Deno.env.get('UPSTREAM_URL') ?? '');
Deno.serve(
  {
    port: 0,
    hostname: '127.0.0.1',
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
  },
  (request) => answer(request),
);
