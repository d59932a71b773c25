import type { ChatReasoning, ChatReasoningDetail, ResponsesReasoning } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import { objectsIn } from '../../objects-in.ts';
import { unwrapOpaque } from '../../opaque.ts';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers, type Members } from '../../responses/members.ts';

type Reasoning = DeepReadonly<ResponsesReasoning>;

/** What the upstream gave with its answer and wants back, as the stream's converter wrapped it. */
interface ReplayContent {
  readonly field?: unknown;
  readonly text?: unknown;
  readonly reasoning_details?: readonly ChatReasoningDetail[];
  /** By the id of the call that it belongs to. */
  readonly extra_content?: unknown;
}

/** Hands reasoning back to the upstream that made it, and to no other. */
export interface ReasoningReplay {
  /** The members of one assistant message. */
  membersOf(items: readonly Reasoning[]): DeepReadonly<ChatReasoning>;
  /** What belongs to this call; once, since some upstreams use an id again. */
  takeExtraContent(callId: string): Members | undefined;
  /** There is no message that could carry the members. */
  leaveOut(): void;
  /** Tells, once for a whole request, when some of it was left out. */
  finish(): void;
}

export function createReasoningReplay(context: ConversionContext): ReasoningReplay {
  const extras = new Map<string, Members>();
  let isLeftOut = false;
  return {
    membersOf(items) {
      const replayed = items.map((item) => replayItem(item, context.boundary));
      if (replayed.includes(undefined)) isLeftOut = true;
      const contents = replayed.filter((content) => content !== undefined);
      for (const { extra } of contents) for (const [id, content] of extra) extras.set(id, content);
      return joinMembers(contents);
    },
    takeExtraContent(callId) {
      const content = extras.get(callId);
      extras.delete(callId);
      return content;
    },
    leaveOut() {
      isLeftOut = true;
    },
    finish() {
      if (isLeftOut) context.warn('Reasoning that the model could not read was left out.');
    },
  };
}

interface ReplayedItem {
  readonly field?: 'reasoning_content' | 'reasoning';
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  readonly extra: readonly (readonly [string, Members])[];
}

/** `undefined` when there is nothing that this upstream would know again. */
function replayItem(item: Reasoning, boundary: string): ReplayedItem | undefined {
  const opaque =
    typeof item.encrypted_content === 'string' ? unwrapOpaque(item.encrypted_content) : undefined;
  if (opaque?.boundary !== boundary || !isMembers(opaque.content)) return undefined;
  const { field, text, reasoning_details, extra_content }: ReplayContent = opaque.content;
  return {
    ...((field === 'reasoning_content' || field === 'reasoning') && { field }),
    text: typeof text === 'string' ? text : shownText(item),
    details: objectsIn(reasoning_details),
    extra: Object.entries(isMembers(extra_content) ? extra_content : {}).filter(isMembersEntry),
  };
}

/** Raw reasoning was shown as one of the two; `content` is the fuller one. */
function shownText(item: Reasoning): string {
  const written = objectsIn(item.content);
  const parts = written.length > 0 ? written : objectsIn(item.summary);
  return parts.map(({ text }) => text).join('\n\n');
}

function joinMembers(items: readonly ReplayedItem[]): DeepReadonly<ChatReasoning> {
  const details = items.flatMap((item) => item.details);
  return {
    ...textMember(items, 'reasoning_content'),
    ...textMember(items, 'reasoning'),
    ...(details.length > 0 && { reasoning_details: details }),
  };
}

function textMember(
  items: readonly ReplayedItem[],
  field: 'reasoning_content' | 'reasoning',
): ChatReasoning {
  const texts = items.filter((item) => item.field === field).map(({ text }) => text);
  return texts.length > 0 ? { [field]: texts.join('\n\n') } : {};
}

function isMembersEntry(entry: [string, unknown]): entry is [string, Members] {
  return isMembers(entry[1]);
}
