import { z } from 'zod';
import { issueText } from './issue-text.ts';
import { didYouMean, nearestName } from './nearest-name.ts';

/**
 * An object with these members and no others: a misspelt setting would otherwise do nothing.
 * @param elsewhere names that belong somewhere else, each with the place. Default: none.
 */
export function strictSettings<Shape extends z.ZodRawShape>(shape: Shape, elsewhere: Places = {}) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? describeUnknown(issue.keys ?? [], known, elsewhere)
        : undefined,
  });
}

type Places = Readonly<Record<string, string>>;

function describeUnknown(
  names: readonly string[],
  known: readonly string[],
  elsewhere: Places,
): string {
  return names
    .map((name) => {
      const meant = Object.hasOwn(elsewhere, name) ? elsewhere[name] : nearestName(name, known);
      return `has no setting "${name.slice(0, 64)}"${didYouMean(meant)}`;
    })
    .join('; ');
}

/**
 * A value that may have one of several shapes, which it shows at first sight. A union of zod's would
 * tell what is wrong with each of them; this tells what is wrong with the one that was meant.
 */
export function settingsBy<T>(choose: (value: unknown) => z.ZodType<T>) {
  return z.unknown().transform((value, context): T => {
    const result = choose(value).safeParse(value, { error: issueText });
    if (result.success) return result.data;
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: undefined });
    return z.NEVER;
  });
}

/** Looks like something that only code can make: a hook, a provider, a registry. */
export function madeByCode<T>(expected: string, looksRight: (value: object) => boolean) {
  const test = (value: unknown) => typeof value === 'object' && value !== null && looksRight(value);
  return z.custom<T>(test, { error: `must be ${expected}` });
}
