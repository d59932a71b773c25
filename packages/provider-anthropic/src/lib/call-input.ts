import { isMembers, type Members } from '@gw/provider-utils';

/**
 * A call's input as Anthropic wants it: an object. Another model may have written something else, or
 * have been cut off in the middle; this one should see what it was.
 */
export function toCallInput(value: unknown): Members {
  if (isMembers(value)) return value;
  return value === undefined ? {} : { arguments: value };
}

/** The same of JSON text. */
export function parseCallInput(text: string): Members {
  if (text.trim() === '') return {};
  try {
    return toCallInput(JSON.parse(text));
  } catch {
    return { arguments: text };
  }
}
