/**
 * The same value with ids as they would be if they were counted: `msg_4f2a…` → `msg_1`. Ids of one
 * prefix keep their order.
 */
export function steadyIds<T>(value: T): T {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const text = JSON.stringify(value).replaceAll(
    /"(msg|rs|fc|ctc|call)_[0-9a-f]{16,}"/g,
    (id, prefix: string) => {
      const count = (counts.get(prefix) ?? 0) + (known.has(id) ? 0 : 1);
      counts.set(prefix, count);
      const steady = known.get(id) ?? `"${prefix}_${count}"`;
      known.set(id, steady);
      return steady;
    },
  );
  return JSON.parse(text) as T;
}
