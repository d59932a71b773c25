import { maxNesting } from './json-members.ts';

/** Characters a token, on average over English text; good enough for what nobody counted. */
const charactersPerToken = 4;

/** What characters come to in tokens. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

/**
 * Tokens of one medium, by the member that carries it. Flat, whatever its size: the bytes of a base64
 * text are no measure of what a model reads, and a link has none. A picture is taken as one of about
 * a megapixel, a document as two pages, a sound as half a minute or a little more, a film as fifteen
 * seconds: typical for what is asked about, and right within an order of magnitude.
 */
const mediaTokens: Readonly<Record<string, number>> = {
  image_url: 1000,
  b64_json: 1000,
  input_audio: 1000,
  audio: 1000,
  file: 1000,
  file_data: 1000,
  file_url: 1000,
  file_id: 1000,
  video_url: 4000,
};

/** Members that name or describe a part, and are no text of it. */
const silentMembers = new Set(['role', 'type', 'id', 'annotations', 'logprobs']);

/**
 * Characters that a model reads in a part of a request, media at their flat price.
 * @param depth levels above `value`. What lies deeper than any text does is not counted.
 */
export function countCharacters(value: unknown, depth = 0): number {
  if (isMadePicture(value)) return mediaPrice('b64_json');
  return sumMembers(value, depth, (name, member) => {
    const price = member ? mediaPrice(isMediaSource(name, member) ? 'file' : name) : 0;
    return price > 0 ? price : countCharacters(member, depth + 1);
  });
}

/** The same without media: in the schema of a tool `file` is a name like any other. */
export function countWords(value: unknown, depth = 0): number {
  return sumMembers(value, depth, (_, member) => countWords(member, depth + 1));
}

/** In characters; 0 for what is no medium. */
function mediaPrice(name: string): number {
  const tokens = Object.hasOwn(mediaTokens, name) ? mediaTokens[name] : 0;
  return (tokens ?? 0) * charactersPerToken;
}

/** What a hosted tool made has its base64 under a name that elsewhere means words. */
function isMadePicture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return 'type' in value && value.type === 'image_generation_call';
}

/** Where a content block of the Messages API has its bytes, or a link to them. */
function isMediaSource(name: string, value: unknown): boolean {
  if (name !== 'source' || typeof value !== 'object' || value === null) return false;
  return 'type' in value && ['base64', 'url', 'file'].includes(String(value.type));
}

function sumMembers(
  value: unknown,
  depth: number,
  countMember: (name: string, member: unknown) => number,
): number {
  if (typeof value === 'string') return value.length;
  // A number inside an input is a token already.
  if (typeof value === 'number') return charactersPerToken;
  if (typeof value !== 'object' || value === null || depth > maxNesting) return 0;
  let sum = 0;
  for (const [name, member] of Object.entries(value))
    if (!silentMembers.has(name)) sum += countMember(name, member);
  return sum;
}
