import type { MessagesRequest } from '@gw/schema';

/** A block of the input, of which no more is known than its shape has checked. */
export interface InputBlock {
  readonly type?: unknown;
  readonly text?: string | null;
  readonly content?: SaidInBlocks;
  readonly source?: { readonly type?: unknown } | null;
  readonly id?: unknown;
  readonly tool_use_id?: unknown;
  readonly signature?: string | null;
  readonly data?: string | null;
}

type SaidInBlocks = string | readonly InputBlock[] | null | undefined;

export interface InputMessage {
  readonly role?: unknown;
  readonly content?: SaidInBlocks;
}

export function inputMessages({ messages }: Pick<MessagesRequest, 'messages'>) {
  return messages as readonly InputMessage[];
}

/** Content as blocks: a text is one of them. */
export function blocksOf(content: SaidInBlocks): readonly InputBlock[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content ?? [];
}

/** What blocks say; one that is no text stands as its type: `[image]`. */
export function textOfBlocks(content: SaidInBlocks): string {
  return blocksOf(content).map(textOfBlock).join(' ');
}

function textOfBlock({ type, text, content }: InputBlock): string {
  if (type === 'tool_result') return textOfBlocks(content);
  return text ?? `[${type}]`;
}

/** What the model answers to, and whether a tool has said it. */
export interface LastSaid {
  readonly text: string;
  readonly isFromTool: boolean;
}

/** The user's last message. Results of tools stand in it too: the last one counts, if nothing follows it. */
export function lastSaid(request: Pick<MessagesRequest, 'messages'>): LastSaid {
  const blocks = blocksOf(lastOfUser(inputMessages(request))?.content);
  const last = blocks.at(-1);
  if (last?.type === 'tool_result') return { text: textOfBlock(last), isFromTool: true };
  const words = blocks.filter(({ type }) => type !== 'tool_result');
  return { text: textOfBlocks(words), isFromTool: false };
}

function lastOfUser(messages: readonly InputMessage[]): InputMessage | undefined {
  return messages.findLast(({ role }) => role === 'user');
}
