import type { ApiEvent, ApiRequest, ApiResponse, Awaitable } from './api.ts';
import type { Answer, ApiContext, CallContext, Identity } from './context.ts';
import type { GatewayRequest } from './door.ts';
import { GatewayError } from './errors.ts';
import type { CallEvent } from './events.ts';
import { toHeaderLines } from './header-lines.ts';
import type {
  Attempt,
  ChunkTransform,
  Hooks,
  Recorder,
  ReplyView,
  Run,
  RunAttempt,
} from './hooks.ts';
import { isPromise } from './is-promise.ts';
import type { Logger } from './logger.ts';
import { type Payload, readPayload } from './payload.ts';

/** All hooks of a gateway, sorted and composed once at start. */
export interface HookChain {
  /** @throws {GatewayError} `invalid_api_key` when nobody knows the caller. */
  authenticate(request: GatewayRequest, ctx: CallContext): Promise<Identity | undefined>;
  /** Hands each replaced request to `replace`; resolves with a response where a hook answers at once. */
  onRequest(
    ctx: ApiContext,
    replace: (request: Payload<ApiRequest>) => void,
  ): Awaitable<ApiResponse | undefined>;
  run(ctx: ApiContext, innermost: Run): Promise<Answer>;
  attempt(
    ctx: ApiContext,
    attempt: Attempt,
    innermost: (attempt: Attempt) => Promise<Answer>,
  ): Promise<Answer>;
  onResponse(ctx: ApiContext, reply: ReplyView): Awaitable<ReplyView>;
  /** The chunk hooks of one stream. Empty when there are none. */
  openTransforms(ctx: ApiContext): ChunkTransform[];
  onError(ctx: CallContext, error: GatewayError): Promise<GatewayError>;
  observe(event: CallEvent, ctx: CallContext): void;
  /** The recorders of one answer. */
  openRecorders(ctx: ApiContext): readonly Recorder[];
  readonly hasRecorders: boolean;
  readonly hasObservers: boolean;
  /** Whether some observer wants the assembled response. */
  readonly collects: boolean;
}

export function createHookChain(hooks: readonly Hooks[], log: Logger): HookChain {
  // Sorting is stable: hooks of the same priority keep the order of registration.
  const ordered = [...hooks].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
  const having = <Phase extends keyof Hooks>(phase: Phase) =>
    ordered.filter(
      (hook): hook is Hooks & Required<Pick<Hooks, Phase>> => hook[phase] !== undefined,
    );

  const authenticators = having('authenticate');
  const requestHooks = having('onRequest');
  const responseHooks = having('onResponse');
  const errorHooks = having('onError');
  const chunkHooks = having('onChunk');
  const observers = having('observe');
  const recording = having('record');
  const runWrappers = having('wrapRun').reverse();
  const attemptWrappers = having('wrapAttempt').reverse();

  const askRequestHooks = async (
    ctx: ApiContext,
    replace: (request: Payload<ApiRequest>) => void,
  ) => {
    for (const hook of requestHooks) {
      const decision = await hook.onRequest(ctx);
      if (decision?.response) return decision.response;
      if (decision?.request) replace(decision.request);
    }
    return undefined;
  };
  const askResponseHooks = async (ctx: ApiContext, first: ReplyView) => {
    let reply = first;
    for (const hook of responseHooks) {
      const change = await hook.onResponse(ctx, reply);
      if (change) reply = applyChange(reply, change);
    }
    return reply;
  };

  return {
    async authenticate(request, ctx) {
      if (authenticators.length === 0) return undefined;
      for (const hook of authenticators) {
        const known = hook.authenticate(request, ctx);
        const identity = isPromise(known) ? await known : known;
        if (identity) return checkIdentity(identity, hook.name);
      }
      throw new GatewayError('invalid_api_key', missingKeyMessage);
    },
    onRequest: (ctx, replace) =>
      requestHooks.length === 0 ? undefined : askRequestHooks(ctx, replace),
    run(ctx, innermost) {
      return runWrappers.reduce<Run>(
        (next, hook) => (request) =>
          hook.wrapRun(seenWith(ctx, request), (other) => next(other ?? request)),
        innermost,
      )();
    },
    attempt(ctx, first, innermost) {
      return attemptWrappers.reduce(
        (next, hook) => (attempt: Attempt) => {
          const inner: RunAttempt = (other) => next(other ?? attempt);
          return hook.wrapAttempt(ctx, attempt, inner);
        },
        innermost,
      )(first);
    },
    onResponse: (ctx, reply) => (responseHooks.length === 0 ? reply : askResponseHooks(ctx, reply)),
    openTransforms: (ctx) =>
      chunkHooks.map(({ onChunk }) =>
        typeof onChunk === 'function' ? statelessTransform(onChunk, ctx) : onChunk.create(ctx),
      ),
    async onError(ctx, first) {
      let error = first;
      for (const hook of errorHooks) error = (await hook.onError(ctx, error)) ?? error;
      return error;
    },
    observe(event, ctx) {
      for (const hook of observers) tell(hook, event, ctx, log);
    },
    openRecorders: (ctx) => recording.flatMap((hook) => hook.record(ctx) ?? []),
    hasRecorders: recording.length > 0,
    hasObservers: observers.length > 0,
    collects: observers.some((hook) => hook.collect),
  };
}

const missingKeyMessage =
  'No valid API key was given. Send it in the header "Authorization: Bearer YOUR_KEY".';

/** An observer's failure is the operator's to see and nobody else's. */
function tell(hook: Hooks, event: CallEvent, ctx: CallContext, log: Logger): void {
  const report = (cause: unknown) =>
    log.error(`Observer "${hook.name}" failed.`, { requestId: ctx.requestId, cause });
  try {
    const pending = hook.observe?.(hook.collect ? event : withoutResponse(event), ctx);
    if (isPromise(pending)) ctx.waitUntil(Promise.resolve(pending).catch(report));
  } catch (cause) {
    report(cause);
  }
}

function withoutResponse(event: CallEvent): CallEvent {
  return event.type === 'settled' && event.response ? { ...event, response: undefined } : event;
}

/** @throws {TypeError} since everything that is stored or counted belongs to a tenant. */
function checkIdentity(identity: Identity, hook: string): Identity {
  if (typeof identity.tenant === 'string' && identity.tenant !== '') return identity;
  throw new TypeError(`Hook "${hook}" named a caller without a tenant.`);
}

function applyChange(
  reply: ReplyView,
  change: { body?: Payload<ApiResponse>; headers?: ReplyView['headers'] },
): ReplyView {
  const added = toHeaderLines(change.headers ?? []);
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  return {
    status: reply.status,
    headers: [...reply.headers.filter(([name]) => !replaced.has(name.toLowerCase())), ...added],
    body: change.body ?? reply.body,
  };
}

function statelessTransform(
  apply: Extract<Hooks['onChunk'], (...args: never[]) => unknown>,
  ctx: ApiContext,
): ChunkTransform {
  const toList = (event: ApiEvent, result: Awaited<ReturnType<typeof apply>>) => {
    if (result === undefined) return [event];
    if (result === null) return [];
    return Array.isArray(result) ? result : [result as ApiEvent];
  };
  return {
    isStateless: true,
    push(event) {
      const result = apply(event, ctx);
      return isPromise(result)
        ? Promise.resolve(result).then((later) => toList(event, later))
        : toList(event, result);
    },
    end: () => [],
  };
}

/** The call as a hook sees it behind another one that went on with another request. */
function seenWith(ctx: ApiContext, request: Payload<ApiRequest> | undefined): ApiContext {
  if (request === undefined || request === ctx.request) return ctx;
  const { model } = readPayload(request) as { readonly model?: unknown };
  return Object.create(ctx, {
    request: { value: request, enumerable: true },
    model: { value: typeof model === 'string' ? model : '', enumerable: true },
  }) as ApiContext;
}
