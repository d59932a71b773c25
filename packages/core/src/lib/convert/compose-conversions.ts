import type { ApiName, ApiRequest, Awaitable } from '../api.ts';
import type { Conversion, ConversionContext, StreamReducer } from '../conversion.ts';
import type { DeepReadonly } from '../payload.ts';

/** Two conversions one behind the other. */
export function composeConversions<From extends ApiName, Hub extends ApiName, To extends ApiName>(
  outer: Conversion<From, Hub>,
  inner: Conversion<Hub, To>,
): Conversion<From, To> {
  // A context is one target's: what was asked of it is converted, and warned of, once.
  const converted = new WeakMap<ConversionContext, Awaitable<ApiRequest<Hub>>>();
  const toHub = async (request: DeepReadonly<ApiRequest<From>>, context: ConversionContext) => {
    const between = converted.get(context) ?? outer.request(request, carrying(context, inner));
    converted.set(context, between);
    return (await between) as DeepReadonly<ApiRequest<Hub>>;
  };
  return {
    from: outer.from,
    to: inner.to,
    async request(request, context) {
      return inner.request(await toHub(request, context), context);
    },
    async response(response, request, context) {
      const told = await inner.response(response, await toHub(request, context), context);
      return outer.response(told as DeepReadonly<typeof told>, request, context);
    },
    ...(outer.openStream && {
      async openStream(request, context) {
        const first = await inner.openStream?.(await toHub(request, context), context);
        const second = await outer.openStream?.(request, context);
        if (!first || !second) throw new TypeError(`"${inner.from}" does not stream.`);
        return chain(first, second);
      },
    }),
  };
}

/** What the second conversion can tell its target, beyond what the hub has. */
function carrying(context: ConversionContext, { carries }: Pick<Conversion, 'carries'>) {
  return carries ? { ...context, carries: [...context.carries, ...carries] } : context;
}

function chain<In, Hub, Out>(
  first: StreamReducer<In, Hub>,
  second: StreamReducer<Hub, Out>,
): StreamReducer<In, Out> {
  const pushAll = (events: readonly Hub[]) => events.flatMap((event) => second.push(event));
  return {
    push: (event) => pushAll(first.push(event)),
    end: () => [...pushAll(first.end()), ...second.end()],
  };
}
