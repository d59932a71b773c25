/** What code of others threw, in words. */
export interface Thrown {
  /** Empty for what is no error. */
  readonly name: string;
  readonly message: string;
  /** Empty for what is no error. */
  readonly stack: string;
}

const wordless = 'something that cannot be read';

/** Anything can be thrown, and an error can hold anything in place of its message. Never throws. */
export function readThrown(thrown: unknown): Thrown {
  try {
    if (!(thrown instanceof Error)) return { name: '', message: toText(thrown), stack: '' };
    const { name, message, stack } = thrown;
    return { name: toText(name), message: toText(message), stack: toText(stack) };
  } catch {
    return { name: '', message: wordless, stack: '' };
  }
}

/** `String` throws for what has no prototype, and whatever the `toString` of others does. */
export function toText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return wordless;
  }
}
