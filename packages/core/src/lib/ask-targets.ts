import type { ApiRequest } from './api.ts';
import { type AttemptsOptions, runAttempts } from './attempts.ts';
import type { Call } from './call.ts';
import type { Answer, ApiContext } from './context.ts';
import { GatewayError } from './errors.ts';
import type { KeepAliveOptions } from './keep-alive.ts';
import type { Logger } from './logger.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import { type Registry, unknownModel } from './registry.ts';

/** What every inference call of a gateway needs. */
export interface InferenceOptions extends AttemptsOptions {
  readonly registry: Registry;
  readonly log: Logger;
  readonly keepAlive: Required<KeepAliveOptions>;
  /** `requested`: replies name the model that the client asked for. */
  readonly replyModel: 'upstream' | 'requested';
}

/** The call and run rings: `onRequest` may answer at once, `wrapRun` wraps what else answers. */
export async function answerCall(
  call: Call,
  operation: AnyOperation,
  options: InferenceOptions,
): Promise<Answer> {
  const { chain } = options;
  const ctx = call.ctx as ApiContext;
  const response = await chain.onRequest(ctx, call.setRequest);
  if (response) return { status: 200, headers: {}, json: payloadFromValue(response) };
  return chain.run(ctx, (request = ctx.request) => askTargets(call, operation, request, options));
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
  const plan = await options.registry.resolve(model, call.ctx);
  if (!plan || plan.targets.length === 0) throw unknownModel(model);
  const answer = await runAttempts(call, operation, plan, request, options);
  call.record.origin = answer.origin;
  return answer;
}

function missingModel(): GatewayError {
  const message = 'Missing required parameter: "model".';
  return new GatewayError('missing_required_parameter', message, { param: 'model' });
}

/** Answers that a hook made have no provider. */
export function providerOf(answer: Answer): string {
  return answer.origin?.provider ?? 'gateway';
}
