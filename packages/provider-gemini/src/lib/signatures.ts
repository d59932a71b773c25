import { isMembers, objectsIn } from '@gw/provider-utils';

/**
 * A thought signature and the part that it came with. It belongs to exactly that part, so it is told
 * how to find the part again in a history that came back through a client.
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export type SignedPart =
  /** A function call, by the id that the client knows. */
  | { readonly call: string; readonly signature: string }
  /**
   * A text part: where it ends in its message and how many characters it has, with a hash of the
   * message up to there. Streams end with an empty one.
   */
  | {
      readonly text: number;
      readonly end: number;
      readonly hash: string;
      readonly signature: string;
    }
  /** A summary of thoughts, which itself goes back nowhere else. */
  | { readonly thought: string; readonly signature: string }
  /** A picture, by {@link pictureKey}. */
  | { readonly picture: string; readonly signature: string };

/** Marks what is ours among all the encrypted content that clients may hand us. */
const format = 'gemini-1';

/** Signatures as the `encrypted_content` of a reasoning item. */
export function encodeSignatures(parts: readonly SignedPart[]): string {
  return JSON.stringify({ format, parts });
}

/** `undefined` for what was not written here. */
export function decodeSignatures(text: string): SignedPart[] | undefined {
  try {
    const told: unknown = JSON.parse(text);
    if (!isMembers(told) || told.format !== format) return undefined;
    return objectsIn(told.parts).filter(isSignedPart) as unknown as SignedPart[];
  } catch {
    return undefined;
  }
}

function isSignedPart(part: Readonly<Record<string, unknown>>): boolean {
  const { call, text, end, thought, picture, signature } = part;
  if (typeof signature !== 'string' || signature === '') return false;
  const isText = Number.isInteger(text) && Number.isInteger(end);
  return isText || [call, thought, picture].some((key) => typeof key === 'string');
}

/** Enough of a picture to know it again; all of it would be read on every turn. */
export function pictureKey(base64: string): string {
  return `${base64.length}:${base64.slice(-24)}`;
}

/**
 * What Google's validator accepts in place of a signature, for calls that another model made or
 * whose signature is lost.
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
export const anySignature = 'skip_thought_signature_validator';
