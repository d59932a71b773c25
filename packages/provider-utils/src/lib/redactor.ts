/** Takes secrets out of a text. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const named = secrets
    .filter((secret) => secret !== '')
    // One may begin as another does.
    .sort((one, other) => other.length - one.length);
  return (text) => named.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** A copy of JSON data without these secrets: each becomes `***` in every string of it. */
export function redactStrings<T>(value: T, secrets: readonly string[]): T {
  const redact = createRedactor(secrets);
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === 'string' ? redact(member) : member,
  ) as T;
}
