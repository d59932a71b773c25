import {
  findUpstreamId,
  isItemReference,
  notHeld,
  refuseUpstreamIds,
} from './upstream-state-ids.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Items as an upstream may have them: without ids that it would resolve. Items that are nothing but
 * an id, and citations of files, are left out: the model's next answer stands without them.
 * @returns the same list where nothing had to be left out.
 * @throws {GatewayError} `unsupported_parameter` naming an id that cannot be left out.
 */
export function withoutUpstreamIds(
  items: readonly unknown[],
  warn: (message: string) => void,
): readonly unknown[] {
  const own = items.flatMap((item, position) => ownItem(item, `input[${position}]`, warn));
  const isSame = own.length === items.length && own.every((item, at) => item === items[at]);
  return isSame ? items : own;
}

/** @returns the item, or one that replaces it; none where it is left out. */
function ownItem(item: unknown, param: string, warn: (message: string) => void): [unknown?] {
  if (isItemReference(item)) throw notHeld(`${param}.id`);
  if (isBareId(item)) {
    warn(`${param} was left out: it has an id only, and the upstream does not hold the item.`);
    return [];
  }
  const own = withoutFileCitations(item);
  if (own !== item)
    warn(`${param} goes without its citations of files, which name what is upstream.`);
  refuseUpstreamIds(own, param);
  return [own];
}

/** What an upstream would have to look up: with `store: false` it answers that there is no such item. */
function isBareId(item: unknown): boolean {
  if (!isObject(item)) return false;
  if (item.type === 'reasoning') return item.id != null && !isText(item.encrypted_content);
  return item.type === 'image_generation_call' && !isText(item.result);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function withoutFileCitations(item: unknown): unknown {
  if (!isObject(item) || !Array.isArray(item.content)) return item;
  const content = item.content.map(withoutCitationsInPart);
  return content.some((part, place) => part !== (item.content as unknown[])[place])
    ? { ...item, content }
    : item;
}

function withoutCitationsInPart(part: unknown): unknown {
  if (!isObject(part) || !Array.isArray(part.annotations)) return part;
  const annotations = part.annotations.filter((cited) => findUpstreamId(cited) === undefined);
  return annotations.length === part.annotations.length ? part : { ...part, annotations };
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
