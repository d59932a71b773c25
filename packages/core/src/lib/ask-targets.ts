import type { ApiRequest } from './api.ts';
import { type AttemptsOptions, runAttempts } from './attempts.ts';
import type { Call } from './call.ts';
import type { Answer, ApiContext } from './context.ts';
import { describedAs } from './described-as.ts';
import { GatewayError } from './errors.ts';
import { isPromise } from './is-promise.ts';
import type { KeepAliveOptions } from './keep-alive.ts';
import type { Logger } from './logger.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import { type Plan, type Registry, type Target, unknownModel } from './registry.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { withState } from './responses/with-state.ts';
import { capabilitiesOf, conversionContext } from './target-request.ts';

/** What every inference call of a gateway needs. */
export interface InferenceOptions extends AttemptsOptions {
  readonly registry: Registry;
  readonly log: Logger;
  readonly keepAlive: Required<KeepAliveOptions>;
  /** `requested`: replies name the model that the client asked for. */
  readonly replyModel: 'upstream' | 'requested';
  /** Whether `onRequest` hooks have seen the request in another call. Default: false. */
  readonly isPrepared?: boolean | undefined;
}

/** The call and run rings: `onRequest` may answer at once, `wrapRun` wraps what else answers. */
export async function answerCall(
  call: Call,
  operation: AnyOperation,
  options: InferenceOptions,
): Promise<Answer> {
  const { chain, isPrepared } = options;
  const ctx = call.ctx as ApiContext;
  const deciding = isPrepared ? undefined : chain.onRequest(ctx, call.setRequest);
  const response = deciding && (await deciding);
  if (response) return { status: 200, headers: {}, json: payloadFromValue(response) };
  return await chain.run(ctx, (request = ctx.request) =>
    askTargets(call, operation, request, options),
  );
}

/** Resolves the request's model and asks its targets: the part that calls made by modules share. */
export async function askTargets(
  call: Call,
  operation: AnyOperation,
  request: Payload<ApiRequest>,
  options: InferenceOptions,
): Promise<Answer> {
  const { model } = readPayload(request) as { readonly model?: string | null };
  if (!model) throw missingModel();
  const resolving = options.registry.resolve(model, call.ctx);
  const plan = isPromise(resolving) ? await resolving : resolving;
  if (!plan || plan.targets.length === 0) throw unknownModel(model);
  if (plan.targets.every(holdsState)) {
    refuseQueued(call, model);
    // What its upstream keeps has the upstream's names.
    call.ctx.set(describedAs, undefined);
    return await askPlan(call, operation, plan, request, options);
  }
  const writing = withState(call, operation, request, options.responses);
  const { request: whole, relocate } = isPromise(writing) ? await writing : writing;
  try {
    return await askPlan(call, operation, plan, whole, options);
  } catch (error) {
    throw relocate(error);
  }
}

/** One that has waited has been told of already, under a name that its upstream will not know. */
function refuseQueued({ ctx }: Call, model: string): void {
  if (ctx.get(describedAs)?.status !== 'queued') return;
  const message = `The responses of "${model}" are kept by its upstream: leave out 'background'.`;
  throw new GatewayError('unsupported_parameter', message, { param: 'background' });
}

/** An upstream that one tenant has to itself, and that can look up what it holds. */
function holdsState(target: Target): boolean {
  const speaks = capabilitiesOf(target).apis.includes('responses') && target.api !== 'chat';
  return speaks && target.upstreamState === 'forward';
}

async function askPlan(
  call: Call,
  operation: AnyOperation,
  plan: Plan,
  whole: Payload<ApiRequest>,
  options: InferenceOptions,
): Promise<Answer> {
  try {
    const answer = await runAttempts(call, operation, plan, whole, options);
    call.record.origin = answer.origin;
    return answer;
  } catch (error) {
    return await answerAlone(call, operation, whole, options.responses, error);
  }
}

/** Where no target serves this endpoint, some of them can be served without one. */
async function answerAlone(
  call: Call,
  operation: AnyOperation,
  request: Payload<ApiRequest>,
  service: ResponsesService,
  error: unknown,
): Promise<Answer> {
  const isUnserved = error instanceof GatewayError && error.code === 'unsupported_api';
  if (!isUnserved || !operation.answerAlone) throw error;
  const context = conversionContext(call, service, { boundary: '', quirks: [], carries: [] });
  const answer = await operation.answerAlone(readPayload(request), service, context);
  const json = payloadFromValue(answer);
  return { status: 200, headers: { 'x-gw-estimated': 'true' }, json };
}

function missingModel(): GatewayError {
  const message = 'Missing required parameter: "model".';
  return new GatewayError('missing_required_parameter', message, { param: 'model' });
}

/** Answers that a hook made have no provider. */
export function providerOf(answer: Answer): string {
  return answer.origin?.provider ?? 'gateway';
}
