/** One string for several keys. They are printable, so that a line break keeps them apart. */
export const joinKey = (...keys: readonly string[]): string => keys.join('\n');
