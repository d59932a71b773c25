import type { LooseSchema } from './merge-schemas.ts';

/** A number within the bounds, 1 where it may be: `{ minimum: 3 }` → 3. */
export function sampleNumber(schema: LooseSchema): number {
  const isInteger = schema.type === 'integer';
  const step = positive(schema.multipleOf) ?? (isInteger ? 1 : undefined);
  const { low, high } = boundsOf(schema);
  if (step !== undefined) return stepWithin(low, high, step);
  if (low.value > 1 || high.value < 1 || isOpenAt(low, 1) || isOpenAt(high, 1)) {
    return between(low, high);
  }
  return 1;
}

interface Bound {
  readonly value: number;
  /** Whether the bound itself is outside. */
  readonly isOpen: boolean;
}

function boundsOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: LooseSchema) {
  const bound = (inside: unknown, outside: unknown, none: number): Bound =>
    typeof outside === 'number'
      ? { value: outside, isOpen: true }
      : { value: typeof inside === 'number' ? inside : none, isOpen: false };
  return {
    low: bound(minimum, exclusiveMinimum, Number.NEGATIVE_INFINITY),
    high: bound(maximum, exclusiveMaximum, Number.POSITIVE_INFINITY),
  };
}

/** The multiple of `step` nearest to 1 from the low side. */
function stepWithin(low: Bound, high: Bound, step: number): number {
  const start = Math.min(Math.max(step, low.value), high.value);
  const rounded = (start === high.value ? Math.floor : Math.ceil)(start / step) * step;
  if (isOpenAt(low, rounded)) return rounded + step;
  return isOpenAt(high, rounded) ? rounded - step : rounded;
}

function between(low: Bound, high: Bound): number {
  const nearest = low.value > 1 || isOpenAt(low, 1) ? low : high;
  if (!nearest.isOpen) return nearest.value;
  if (Number.isFinite(low.value) && Number.isFinite(high.value)) {
    return (low.value + high.value) / 2;
  }
  return nearest === low ? low.value + 1 : high.value - 1;
}

function isOpenAt({ value, isOpen }: Bound, at: number): boolean {
  return isOpen && value === at;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
