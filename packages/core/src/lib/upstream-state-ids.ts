import { GatewayError } from './errors.ts';
import { maxNesting } from './json-members.ts';

/** Members, at any depth, whose value an upstream would resolve among all that its key may see. */
const upstreamIds = new Set([
  'file_id',
  'file_ids',
  'vector_store_ids',
  'container',
  'container_id',
  'skill_id',
  'tunnel_id',
  'comparison_response_id',
]);

/**
 * What must be unambiguous inside `input`, `tools` and `tool_choice`: the ids, what leads to them,
 * and what an item is known by. Of two spellings of one member we would judge one, and an upstream
 * might read the other.
 */
export const membersAroundIds: ReadonlySet<string> = new Set([
  ...upstreamIds,
  ...['type', 'id', 'content', 'encrypted_content', 'result'],
  ...['annotations', 'environment', 'input_image_mask', 'output', 'results', 'skills', 'tools'],
]);

/** Members that hold the client's own words, in which such names mean nothing to an upstream. */
export const clientsWords: ReadonlySet<string> = new Set([
  'parameters',
  'schema',
  'input_schema',
  'output_schema',
  'arguments',
  'env',
]);

/** The same in the Messages API, where a call's input is an object and not a text. */
export const clientsWordsInMessages: ReadonlySet<string> = new Set([
  ...clientsWords,
  'input',
  'input_examples',
]);

/**
 * @param words members that hold the client's own words. Default: those of OpenAI's apis.
 * @throws {GatewayError} `unsupported_parameter` naming the first id in `value`, which is at `param`.
 */
export function refuseUpstreamIds(value: unknown, param: string, words = clientsWords): void {
  const found = findUpstreamId(value, words);
  if (found !== undefined) throw notHeld(`${param}${found}`);
}

/** Where in `value` the first id stands: `.content[1].file_id`. */
export function findUpstreamId(
  value: unknown,
  words = clientsWords,
  depth = 0,
): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // What lies deeper than anybody looks must not pass unseen.
  if (depth > maxNesting) throw tooDeep();
  if (!Array.isArray(value)) return findInMembers(value as Record<string, unknown>, words, depth);
  for (const [place, item] of value.entries()) {
    const found = findUpstreamId(item, words, depth + 1);
    if (found !== undefined) return `[${place}]${found}`;
  }
  return undefined;
}

/** An item that is only named. Its `type` may be missing. */
export function isItemReference(item: unknown): item is { readonly id: string } {
  if (typeof item !== 'object' || item === null) return false;
  const { type, id, content } = item as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string') return false;
  return type === 'item_reference' || (type == null && content == null);
}

/** What the caller named is not here: another tenant's, or nobody's. */
export function notHeld(param: string): GatewayError {
  const message = `"${param}" names something that this gateway does not hold. Send the content itself.`;
  return new GatewayError('unsupported_parameter', message, { param });
}

function findInMembers(
  value: Readonly<Record<string, unknown>>,
  words: ReadonlySet<string>,
  depth: number,
) {
  if (value.type === 'item_reference' && value.id != null) return '.id';
  for (const [name, member] of Object.entries(value)) {
    if (words.has(name)) continue;
    if (isUpstreamId(name, member)) return `.${name}`;
    const found = findUpstreamId(member, words, depth + 1);
    if (found !== undefined) return `.${name}${found}`;
  }
  return undefined;
}

/** An empty list names nothing; a container may be described instead of named. */
function isUpstreamId(name: string, value: unknown): boolean {
  if (value == null || !upstreamIds.has(name)) return false;
  if (name === 'container') return typeof value === 'string';
  return !(Array.isArray(value) && value.length === 0);
}

function tooDeep(): GatewayError {
  const message = `The request is nested deeper than ${maxNesting} levels.`;
  return new GatewayError('invalid_request', message);
}
