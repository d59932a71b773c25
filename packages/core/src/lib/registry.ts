import type { ApiName } from './api.ts';
import type { CallContext } from './context.ts';
import { GatewayError } from './errors.ts';
import type { Capabilities, Provider } from './provider.ts';

/** One place where a model can be asked. */
export interface Target {
  readonly provider: Provider;
  /** The upstream's name of the model. */
  readonly model: string;
  /** The api to ask in. Default: the client's, where the target speaks it. */
  readonly api?: ApiName | undefined;
  /** Top-level members written over the request, in the target's wire names. `null` sends null. */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  /** What this model can do, where it differs from its provider. Default: the provider's. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /**
   * `forward`: ids that the upstream resolves (`file_id`, …) pass as sent. Only for an upstream
   * account that one tenant has to itself. Default: they are refused, see docs/tenants.md.
   */
  readonly upstreamState?: 'forward' | undefined;
}

/** Where a call may go: targets in the order in which they are tried. */
export interface Plan {
  readonly targets: readonly Target[];
}

/** A model as `GET /v1/models` shows it. */
export interface ListedModel {
  readonly id: string;
  /** Unix seconds, the same at every listing. */
  readonly created: number;
  readonly ownedBy: string;
}

/** Turns a model's name into a plan. Write your own, or configure `createRegistry`. */
export interface Registry {
  /** `undefined`: there is no such model, or not for this caller; both answer 404 `model_not_found`. */
  resolve(model: string, ctx: CallContext): Plan | undefined | Promise<Plan | undefined>;
  /** Exactly what `resolve` allows this caller. */
  list(ctx: CallContext): Promise<readonly ListedModel[]>;
}

/** Says the same of a model that is not there and of one that is not this caller's. */
export function unknownModel(model: string): GatewayError {
  const message = `The model "${model}" does not exist or you do not have access to it.`;
  return new GatewayError('model_not_found', message, { param: 'model' });
}
