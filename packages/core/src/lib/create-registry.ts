import type { CallContext } from './context.ts';
import type { Logger } from './logger.ts';
import { createModelLists, type ModelLists } from './model-lists.ts';
import {
  findUnspokenApi,
  type ModelEntry,
  type ModelSpec,
  orderByWeight,
  readModelSpec,
  toTarget,
  wrongModel,
} from './model-table.ts';
import type { Provider } from './provider.ts';
import type { ListedModel, Plan, Registry } from './registry.ts';

export interface RegistryOptions {
  readonly providers: readonly Provider[];
  /**
   * Names and patterns to targets: exact names before `prefix*`, the longest prefix before shorter
   * ones, `*` last. Default: `PROVIDER/NAME` asks that provider, a bare name the first one.
   */
  readonly models?: Readonly<Record<string, ModelSpec>> | undefined;
  /** Whether callers are told apart; then a model that forwards upstream ids belongs to one of them. */
  readonly hasTenants?: boolean;
  /** Returns a number in [0, 1). Default: Math.random. */
  readonly random?: () => number;
  readonly log: Logger;
}

/** A registry that can be changed while calls are running: those keep the plan they have. */
export interface ModelRegistry extends Registry {
  /** Adds or replaces a model. @throws {Error} when its settings are wrong. */
  setModel(pattern: string, spec: ModelSpec): void;
  removeModel(pattern: string): void;
  /**
   * Adds or replaces the provider of that id. A model whose `api` the new one does not speak stays,
   * with a warning: it can only be changed afterwards.
   */
  setProvider(provider: Provider): void;
  removeProvider(id: string): void;
  readonly providers: readonly Provider[];
  readonly models: readonly string[];
}

/**
 * @throws {Error} when a model's settings are wrong, or name a provider that is not there or does not
 *   speak their `api`; when a provider's id has a slash.
 */
export function createRegistry(options: RegistryOptions): ModelRegistry {
  for (const { id } of options.providers) checkId(id);
  const { random = Math.random } = options;
  const providers = new Map(options.providers.map((provider) => [provider.id, provider]));
  const entries = new Map<string, ModelEntry>();
  const lists = createModelLists(options.log);
  /** Of exact names, until something changes: most calls ask for the same few. */
  const plans = new Map<ModelEntry, Plan>();

  const setModel = (pattern: string, spec: ModelSpec) => {
    const entry = readModelSpec(pattern, spec);
    for (const target of entry.targets) {
      const provider = providers.get(target.provider);
      if (!provider) throw wrongModel(pattern, `names an unknown provider "${target.provider}"`);
      const problem = findUnspokenApi(target, provider);
      if (problem) throw wrongModel(pattern, problem);
    }
    if (options.hasTenants) refuseSharedState(entry);
    entries.set(pattern, entry);
    plans.clear();
  };
  const specs = options.models ?? defaultModels(options.providers);
  for (const [pattern, spec] of Object.entries(specs)) setModel(pattern, spec);

  const setProvider = (provider: Provider) => {
    checkId(provider.id);
    providers.set(provider.id, provider);
    plans.clear();
    for (const { pattern, targets } of entries.values()) {
      const own = targets.filter((target) => target.provider === provider.id);
      for (const target of own) {
        const problem = findUnspokenApi(target, provider);
        if (problem) options.log.warn(wrongModel(pattern, problem).message);
      }
    }
  };

  const planFor = (entry: ModelEntry, model: string): Plan => {
    const isFixed = entry.strategy !== 'weighted' && !entry.pattern.endsWith('*');
    const known = isFixed ? plans.get(entry) : undefined;
    if (known) return known;
    const plan = makePlan(entry, model);
    if (isFixed) plans.set(entry, plan);
    return plan;
  };
  const makePlan = (entry: ModelEntry, model: string): Plan => {
    const ordered =
      entry.strategy === 'weighted' ? orderByWeight(entry.targets, random) : entry.targets;
    const matched = matchedPart(entry.pattern, model);
    return {
      targets: ordered.flatMap((settings) => {
        const provider = providers.get(settings.provider);
        return provider ? [toTarget(settings, provider, matched)] : [];
      }),
    };
  };

  return {
    resolve(model, ctx) {
      const entry = findEntry(entries, model);
      return entry && isAllowed(entry, ctx) ? planFor(entry, model) : undefined;
    },
    async list(ctx) {
      const allowed = [...entries.values()].filter((entry) => isAllowed(entry, ctx));
      const listed = await Promise.all(allowed.map((entry) => listEntry(entry, providers, lists)));
      const byId = new Map<string, ListedModel>();
      for (const [position, models] of listed.entries()) {
        for (const model of models) {
          // A longer pattern may own the name; then it is that one's to list.
          const isOwner = findEntry(entries, model.id) === allowed[position];
          if (isOwner && !byId.has(model.id)) byId.set(model.id, model);
        }
      }
      return [...byId.values()];
    },
    setModel,
    removeModel(pattern) {
      entries.delete(pattern);
      plans.clear();
    },
    setProvider,
    removeProvider(id) {
      providers.delete(id);
      plans.clear();
    },
    get providers() {
      return [...providers.values()];
    },
    get models() {
      return [...entries.keys()];
    },
  };
}

/** All callers share the upstream's key: what one of them left there, another could name. */
function refuseSharedState({ pattern, targets, tenants }: ModelEntry): void {
  const forwards = targets.some(({ upstreamState }) => upstreamState === 'forward');
  if (!forwards || tenants?.size === 1) return;
  throw new Error(
    `Model "${pattern}" forwards upstream ids (upstreamState), so it needs "tenants" with the one that owns them.`,
  );
}

/** `PROVIDER/NAME` for each provider, and bare names at the first one. */
function defaultModels(providers: readonly Provider[]): Record<string, ModelSpec> {
  const prefixed = providers.map(({ id }): [string, ModelSpec] => [`${id}/*`, id]);
  const [first] = providers;
  return Object.fromEntries(first ? [...prefixed, ['*', first.id]] : prefixed);
}

function findEntry(
  entries: ReadonlyMap<string, ModelEntry>,
  model: string,
): ModelEntry | undefined {
  const exact = model.endsWith('*') ? undefined : entries.get(model);
  if (exact) return exact;
  let longest: ModelEntry | undefined;
  for (const entry of entries.values()) {
    const { pattern } = entry;
    // `local/` names no model of `local/*`.
    const least = pattern.endsWith('/*') ? pattern.length : pattern.length - 1;
    const isBegun = pattern.endsWith('*') && model.startsWith(pattern.slice(0, -1));
    const matches = isBegun && model.length >= least;
    if (matches && (!longest || pattern.length > longest.pattern.length)) longest = entry;
  }
  return longest;
}

function matchedPart(pattern: string, model: string): string {
  return pattern.endsWith('*') ? model.slice(pattern.length - 1) : '';
}

function isAllowed({ tenants }: ModelEntry, { identity }: CallContext): boolean {
  return tenants === undefined || tenants.has(identity.tenant);
}

/** An exact name is itself; a pattern is what the provider of its first target offers. */
async function listEntry(
  { pattern, targets }: ModelEntry,
  providers: ReadonlyMap<string, Provider>,
  lists: ModelLists,
): Promise<readonly ListedModel[]> {
  const target = targets.find((each) => providers.has(each.provider));
  const provider = target && providers.get(target.provider);
  if (!provider) return [];
  if (!pattern.endsWith('*')) return [{ id: pattern, created: 0, ownedBy: provider.id }];
  if (!target.model.endsWith('*')) return [];
  const upstreamPrefix = target.model.slice(0, -1);
  const models = await lists.of(provider);
  return models
    .filter(({ id }) => id.startsWith(upstreamPrefix))
    .map(({ id, created, owned_by }) => ({
      id: pattern.slice(0, -1) + id.slice(upstreamPrefix.length),
      created,
      ownedBy: owned_by || provider.id,
    }));
}

/** In `openai/gpt-5` the first slash ends the provider's id. */
function checkId(id: string): void {
  if (!id.includes('/')) return;
  throw new Error(`Provider id "${id}" must not contain "/", which stands behind it in models.`);
}
