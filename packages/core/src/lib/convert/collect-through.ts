import type { StreamReducer } from '../conversion.ts';

/**
 * A whole answer by the way of its stream, so that both say the same.
 * @returns what the collector makes of it; `undefined` where nothing was said.
 */
export function collectThrough<In, Out, Whole>(
  events: readonly In[],
  stream: StreamReducer<In, Out>,
  collector: { push(event: Out): void; end(): Whole | undefined },
): Whole | undefined {
  for (const event of events) stream.push(event).forEach(collector.push);
  stream.end().forEach(collector.push);
  return collector.end();
}
