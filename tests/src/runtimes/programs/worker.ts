import type { ExecutionContext } from 'hono';
import { openHost } from './open-host.ts';

interface Environment {
  readonly UPSTREAM_URL: string;
}

// One gateway an isolate: bindings come with the first request.
let answer: ReturnType<typeof openHost> | undefined;

export default {
  fetch(request: Request, env: Environment, ctx: ExecutionContext): Response | Promise<Response> {
    answer ??= openHost(env.UPSTREAM_URL);
    return answer(request, ctx);
  },
};
