import { hashOf, isMembers, type Placed } from '@gw/provider-utils';
import type { Part } from './gemini-api.ts';
import { decodeSignatures, pictureKey, type SignedPart } from './signatures.ts';
import type { TurnItem } from './sort-items.ts';

type SignedText = Extract<SignedPart, { text: number }>;

/** The signatures of one turn. Each is handed out once, with the part that it came with. */
export interface SignatureReplay {
  ofCall(callId: string): string | undefined;
  ofPicture(base64: string): string | undefined;
  /** A message's text in the parts that it came in, as far as they were signed. */
  toTextParts(text: string): Part[] | undefined;
  /** Parts of their own: thoughts, and texts that hold nothing but a signature. */
  partsOf(item: Placed<TurnItem>): Part[];
}

/** @param leaveOut is told of reasoning that holds no signature of Gemini's. */
export function createSignatureReplay(
  items: readonly Placed<TurnItem>[],
  leaveOut: () => void,
): SignatureReplay {
  const byItem = new Map(items.map((item) => [item, signaturesIn(item, leaveOut)]));
  const all = [...byItem.values()].flat();
  const keyed = new Map(all.flatMap((part) => keyOf(part) ?? []));
  const take = (key: string) => {
    const signature = keyed.get(key);
    keyed.delete(key);
    return signature;
  };
  return {
    ofCall: (callId) => take(`call ${callId}`),
    ofPicture: (base64) => take(`picture ${pictureKey(base64)}`),
    toTextParts(text) {
      const signed = all.filter((part): part is SignedText => isOf(part, text));
      return signed.length > 0 ? cutText(text, signed) : undefined;
    },
    partsOf: (item) => (byItem.get(item) ?? []).flatMap(toOwnPart),
  };
}

function signaturesIn({ value }: Placed<TurnItem>, leaveOut: () => void): SignedPart[] {
  if (value.type !== 'reasoning') return [];
  const { encrypted_content: text } = value;
  const signed = typeof text === 'string' ? decodeSignatures(text) : undefined;
  if (!signed) leaveOut();
  return signed ?? [];
}

function keyOf(part: SignedPart): [string, string][] {
  if ('call' in part) return [[`call ${part.call}`, part.signature]];
  return 'picture' in part ? [[`picture ${part.picture}`, part.signature]] : [];
}

/** Whether it stood in this text, up to its end the same. */
function isOf(part: SignedPart, text: string): boolean {
  if (!('text' in part) || part.end === 0 || part.end > text.length) return false;
  return hashOf(text.slice(0, part.end)) === part.hash;
}

function cutText(text: string, signed: readonly SignedText[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const part of signed.toSorted((one, other) => one.end - other.end)) {
    const start = Math.max(at, part.end - part.text);
    if (start > at) parts.push({ text: text.slice(at, start) });
    parts.push({ text: text.slice(start, part.end), thoughtSignature: part.signature });
    at = part.end;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

function toOwnPart(part: SignedPart): Part[] {
  if ('thought' in part) {
    return [{ text: part.thought, thought: true, thoughtSignature: part.signature }];
  }
  const isAlone = isMembers(part) && 'text' in part && part.end === 0;
  return isAlone ? [{ text: '', thoughtSignature: part.signature }] : [];
}
