import type { ResponsesInputItem, ResponsesRequest } from '@gw/schema';
import { GatewayError } from '../errors.ts';
import type { DeepReadonly } from '../payload.ts';
import { checkCalls } from './check-calls.ts';
import { type CompactionOptions, openCompactions } from './expand-input-compaction.ts';
import { type PlacedItem, toPlacedItems } from './expand-input-items.ts';
import { type ResolveOptions, resolveItems } from './resolve-items.ts';

/** Where a request's state is found. */
export interface ExpandOptions extends ResolveOptions, CompactionOptions {
  /** Bytes that the whole may have. Default: no limit. */
  readonly maxBytes?: number;
  /** Measures it, each item once in its life. */
  readonly sizeOf?: (items: readonly ResponsesInputItem[]) => number;
  /** Whether a hook has made the input, whose size nobody has looked at then. Default: false. */
  readonly isRewritten?: boolean;
}

/** What a request stands on. */
export interface ExpandedInput {
  /** All items, oldest first: those of the response that it goes on from, then its own. */
  readonly items: readonly ResponsesInputItem[];
  /**
   * The input to send instead of the client's: the same items. None where the client's own says the
   * same, so that its bytes can stay.
   */
  readonly input: readonly ResponsesInputItem[] | undefined;
  /** For each of the items its place in the client's own input; none: it was held. */
  readonly positions: readonly (number | undefined)[];
}

/**
 * Puts everything into a request that it only names, before any target is asked: the response that
 * it goes on from, items that are held, and what was sealed. Instructions of earlier responses are not
 * carried over: they were for those alone.
 * @throws {GatewayError} `previous_response_not_found`, `unsupported_parameter`,
 * `invalid_encrypted_content`, `invalid_value`; with places as in the client's own input.
 */
export async function expandInput(
  request: DeepReadonly<ResponsesRequest>,
  options: ExpandOptions,
): Promise<ExpandedInput> {
  refuseUnkept(request as Readonly<Record<string, unknown>>);
  const own = toPlacedItems(request.input);
  const previous = await getPrevious(request.previous_response_id, options);
  const resolved = await resolveItems(own, previous ?? [], options);
  const context = [...(previous ?? []), ...(await openCompactions(resolved, options))];
  checkCalls(context);
  const items = context.map(({ item }) => item);
  const isSame = !previous && isSameList(own, context);
  if (!isSame || options.isRewritten) checkSize(items, options);
  const positions = context.map(({ position }) => position);
  return { items, input: isSame ? undefined : items, positions };
}

/** Features of OpenAI's that need state which is not kept here, and what to do instead. */
const insteadOf = {
  conversation:
    'This gateway keeps no conversations. Use "previous_response_id", or send all items.',
  prompt: 'This gateway keeps no prompts. Send the text in "instructions" and "input".',
  background: 'This gateway runs no responses in the background. Leave "background" out.',
} as const;

function refuseUnkept(request: Readonly<Record<string, unknown>>): void {
  for (const [param, message] of Object.entries(insteadOf)) {
    const value = request[param];
    // `background: false` is what everybody gets.
    if (value != null && value !== false)
      throw new GatewayError('unsupported_parameter', message, { param });
  }
}

async function getPrevious(
  id: string | null | undefined,
  { tenant, store }: ResolveOptions,
): Promise<PlacedItem[] | undefined> {
  if (id == null) return undefined;
  const held = await store.get(tenant, id);
  if (!held) {
    const message = `Previous response with id '${id}' not found.`;
    throw new GatewayError('previous_response_not_found', message, {
      param: 'previous_response_id',
    });
  }
  return held.items.map((item) => ({ item, position: undefined }));
}

/** A short request can name much, and name it often: the whole may be as large as a body. */
function checkSize(items: readonly ResponsesInputItem[], { maxBytes, sizeOf }: ExpandOptions) {
  if (maxBytes === undefined || !sizeOf || sizeOf(items) <= maxBytes) return;
  const message = `The input with all that it refers to is larger than ${maxBytes} bytes.`;
  throw new GatewayError('body_too_large', message, { param: 'input' });
}

function isSameList(left: readonly PlacedItem[], right: readonly PlacedItem[]): boolean {
  return left.length === right.length && left.every(({ item }, at) => item === right[at]?.item);
}
