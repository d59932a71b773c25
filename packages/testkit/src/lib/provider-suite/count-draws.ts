const sources: readonly (readonly [object, string])[] = [
  [Math, 'random'],
  [crypto, 'randomUUID'],
  [crypto, 'getRandomValues'],
];

/** How many random numbers `work` draws before it returns. */
export function countDraws(work: () => void): number {
  let draws = 0;
  const restores = sources.map(([owner, name]) => spyOn(owner, name, () => draws++));
  try {
    work();
  } finally {
    for (const restore of restores) restore();
  }
  return draws;
}

/** Tells of every call until the result is called. */
function spyOn(owner: object, name: string, onCall: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const original = Reflect.get(owner, name) as (...values: unknown[]) => unknown;
  const value = (...values: unknown[]) => {
    onCall();
    return Reflect.apply(original, owner, values);
  };
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(owner, name, own);
    else Reflect.deleteProperty(owner, name);
  };
}
