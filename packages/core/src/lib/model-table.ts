import type { ApiName } from './api.ts';
import type { Capabilities, Provider } from './provider.ts';
import type { Target } from './registry.ts';
import { capabilitiesOf } from './target-request.ts';

/**
 * One model's place, as written in configuration. A string is `provider/model`, or a provider's id
 * alone, which keeps the model's name.
 */
export type TargetSpec = string | TargetSettings;

export interface TargetSettings {
  /** Id of the provider. */
  readonly provider: string;
  /**
   * The upstream's name; `*` stands for what the pattern's `*` matched. Default: the name that was
   * asked for; behind a pattern like `local/*`, what stands behind the slash.
   */
  readonly model?: string;
  /** The api to ask in. Default: the client's. */
  readonly api?: ApiName;
  /** Top-level members written over the request, in the upstream's wire names. Default: none. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Share of the calls that ask this target first, against the weights beside it. Default: 1. */
  readonly weight?: number;
  /** What this model can do. Default: what its provider can. */
  readonly capabilities?: Partial<Capabilities>;
  /** See docs/tenants.md. Default: upstream ids are refused. */
  readonly upstreamState?: 'forward';
}

/** A model: one target, or several with the order in which they are tried. */
export type ModelSpec = TargetSpec | readonly TargetSpec[] | ModelSettings;

export interface ModelSettings {
  /** Tried one after the other. */
  readonly targets: readonly TargetSpec[];
  /**
   * `order`: as listed. `weighted`: the first by weight, then the others as listed. Default:
   * `weighted` where a target has a weight, else `order`.
   */
  readonly strategy?: 'order' | 'weighted';
  /** Tenants that may use it. Default: all. */
  readonly tenants?: readonly string[];
}

/** A model with its targets looked up; made once, when it is set. */
export interface ModelEntry {
  readonly pattern: string;
  /** Each names its provider by id: it is looked up when a call comes, so that it can be replaced. */
  readonly targets: readonly NamedTarget[];
  readonly strategy: 'order' | 'weighted';
  readonly tenants: ReadonlySet<string> | undefined;
}

/** A target with its upstream name, in which `*` may stand. */
export type NamedTarget = TargetSettings & { readonly model: string };

/**
 * Brings a model's settings into one shape.
 * @throws {Error} naming the model and what is wrong with it.
 */
export function readModelSpec(pattern: string, spec: ModelSpec): ModelEntry {
  const settings = toSettings(spec);
  const star = pattern.indexOf('*');
  if (star >= 0 && star !== pattern.length - 1)
    throw wrongModel(pattern, 'may have one "*", at its end');
  if (settings.targets.length === 0) throw wrongModel(pattern, 'needs at least one target');
  const targets = settings.targets.map((target) => nameTarget(pattern, readTargetSpec(target)));
  for (const { weight } of targets) {
    const isWeight = weight === undefined || (Number.isFinite(weight) && weight >= 0);
    if (!isWeight) throw wrongModel(pattern, 'has a weight that is not a number ≥ 0');
  }
  const tenants = settings.tenants && new Set(settings.tenants);
  const hasWeights = targets.some(({ weight }) => weight !== undefined);
  const strategy = settings.strategy ?? (hasWeights ? 'weighted' : 'order');
  return { pattern, targets, strategy, tenants };
}

function toSettings(spec: ModelSpec): ModelSettings {
  if (typeof spec === 'string' || 'provider' in spec) return { targets: [spec] };
  return 'targets' in spec ? spec : { targets: spec };
}

function readTargetSpec(spec: TargetSpec): TargetSettings {
  if (typeof spec !== 'string') return spec;
  const slash = spec.indexOf('/');
  if (slash < 0) return { provider: spec };
  return { provider: spec.slice(0, slash), model: spec.slice(slash + 1) };
}

function nameTarget(pattern: string, target: TargetSettings): NamedTarget {
  return { ...target, model: target.model ?? (pattern.endsWith('/*') ? '*' : pattern) };
}

/** A target ready to be asked. @param matched what the pattern's `*` stands for. */
export function toTarget(settings: NamedTarget, provider: Provider, matched: string): Target {
  const { model, api, overrides, capabilities, upstreamState } = settings;
  return {
    provider,
    model: model.replace('*', () => matched),
    api,
    overrides,
    capabilities,
    upstreamState,
  };
}

/** The first by weight, the others behind it in their order. */
export function orderByWeight(
  targets: readonly NamedTarget[],
  random: () => number,
): readonly NamedTarget[] {
  const total = targets.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const drawn = random() * total;
  let upTo = 0;
  const first = targets.find(({ weight = 1 }) => {
    upTo += weight;
    return drawn < upTo;
  });
  return first ? [first, ...targets.filter((target) => target !== first)] : targets;
}

/**
 * What is wrong with a target that is to be asked in an api which is not spoken there: it would refuse
 * every call. `undefined` where nothing is.
 */
export function findUnspokenApi(target: NamedTarget, provider: Provider): string | undefined {
  const { api } = target;
  if (api === undefined) return undefined;
  const { apis } = capabilitiesOf(toTarget(target, provider, ''));
  if (apis.includes(api)) return undefined;
  return `sets "api" to "${api}", which provider "${provider.id}" does not speak; it speaks ${apis.join(', ')}`;
}

export function wrongModel(pattern: string, problem: string): Error {
  return new Error(`Model "${pattern}" ${problem}.`);
}
