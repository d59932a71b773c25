import type { ApiName } from '../api.ts';
import type { Conversion } from '../conversion.ts';
import type { DeepReadonly } from '../payload.ts';

/** Two conversions one behind the other, for apis that do not stream. */
export function composeConversions<From extends ApiName, Hub extends ApiName, To extends ApiName>(
  outer: Conversion<From, Hub>,
  inner: Conversion<Hub, To>,
): Conversion<From, To> {
  return {
    from: outer.from,
    to: inner.to,
    async request(request, context) {
      const between = await outer.request(request, context);
      return inner.request(between as DeepReadonly<typeof between>, context);
    },
    async response(response, request, context) {
      const between = (await outer.request(request, context)) as DeepReadonly<
        Awaited<ReturnType<typeof outer.request>>
      >;
      const told = await inner.response(response, between, context);
      return outer.response(told as DeepReadonly<typeof told>, request, context);
    },
  };
}
