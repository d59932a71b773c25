/**
 * Where a secret stands in a value: `cause.config.headers.authorization`. Looks at everything that a
 * logger might print: hidden properties, symbols, getters, causes, maps, functions, bytes.
 * @returns undefined when it stands nowhere.
 */
export function findSecret(value: unknown, secret: string): string | undefined {
  const seen = new Set<unknown>();
  const find = (current: unknown, path: string): string | undefined => {
    if (textIn(current)?.includes(secret)) return path;
    if (!isObject(current) || seen.has(current)) return undefined;
    seen.add(current);
    for (const [name, member] of membersOf(current)) {
      const found = name.includes(secret) ? path : find(member, `${path}.${name}`);
      if (found) return found;
    }
    return undefined;
  };
  return find(value, 'it') ?? findInText(value, secret);
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Own members and inherited getters, as a logger reads them. */
function membersOf(owner: object): [string, unknown][] {
  if (ArrayBuffer.isView(owner)) return [];
  const entries = owner instanceof Map || owner instanceof Set ? [...owner.entries()] : [];
  const names = new Set<string | symbol>();
  for (let level = owner; level && !isBuiltIn(level); level = Object.getPrototypeOf(level)) {
    for (const name of Reflect.ownKeys(level)) names.add(name);
  }
  return [
    ...entries.map((entry, at): [string, unknown] => [`${at}`, entry]),
    ...readAll(owner, names),
  ];
}

const builtIns = [Object, Function, Array, Error, Map, Set].map((one): object => one.prototype);

function isBuiltIn(level: object): boolean {
  return builtIns.includes(level);
}

function readAll(owner: object, names: Iterable<string | symbol>): [string, unknown][] {
  return [...names].flatMap((name): [string, unknown][] => {
    try {
      return [[String(name), Reflect.get(owner, name)]];
    } catch {
      return [];
    }
  });
}

/** What it says of itself may be more than its members. */
function findInText(value: unknown, secret: string): string | undefined {
  const texts = {
    'String(it)': () => String(value),
    'JSON.stringify(it)': () => JSON.stringify(value),
  };
  for (const [name, write] of Object.entries(texts)) {
    if (attempt(write)?.includes(secret)) return name;
  }
  return undefined;
}

function attempt(write: () => string | undefined): string | undefined {
  try {
    return write();
  } catch {
    return undefined;
  }
}
