/** Members that name something by what is drawn anew each time. */
const ids = new Set(['id', 'item_id', 'call_id']);
/** Members that tell when it was. */
const times = new Set(['created_at', 'completed_at']);

/** The same with its ids renamed in the order of their appearance, and without its times. */
export function withSteadyIds(value: unknown): unknown {
  const names = new Map<unknown, string>();
  const rename = (id: unknown) => {
    if (!names.has(id)) names.set(id, `id-${names.size}`);
    return names.get(id);
  };
  return JSON.parse(
    JSON.stringify(value, (name, member: unknown) => {
      if (times.has(name)) return undefined;
      return ids.has(name) && typeof member === 'string' ? rename(member) : member;
    }),
  );
}
