/** A JSON object of which nothing is known yet. */
export type WireObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, or an object without members: what is missing in it is told by the rule it breaks. */
export function objectOf(value: unknown): WireObject {
  return isObject(value) ? value : {};
}

/** The objects of a list; what is no list has none. */
export function objectsOf(value: unknown): WireObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** For messages: `undefined` stays to be seen. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
