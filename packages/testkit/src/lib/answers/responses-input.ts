import type { ResponsesRequest } from '@gw/schema';

/** An item of the input, of which no more is known than its shape has checked. */
export interface InputItem {
  readonly type?: unknown;
  readonly role?: unknown;
  readonly id?: string | null;
  readonly call_id?: string | null;
  readonly content?: Said;
  readonly output?: Said;
  readonly encrypted_content?: string | null;
}

type Said = string | readonly { type?: unknown; text?: unknown; refusal?: unknown }[] | null;

/** The input as items: a text is a message of the user. */
export function inputItems({ input }: Pick<ResponsesRequest, 'input'>): readonly InputItem[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }];
  return (input ?? []) as readonly InputItem[];
}

/** What an item says; a part that is no text stands as its type: `[input_image]`. */
export function itemText(item: InputItem | undefined): string {
  const said = item?.content ?? item?.output ?? '';
  if (typeof said === 'string') return said;
  return said
    .map(({ type, text, refusal }) => {
      const words = text ?? refusal;
      return typeof words === 'string' ? words : `[${type}]`;
    })
    .join(' ');
}

export function isCallOutput({ type }: InputItem): boolean {
  return type === 'function_call_output' || type === 'custom_tool_call_output';
}

export function isCall({ type }: InputItem): boolean {
  return type === 'function_call' || type === 'custom_tool_call';
}

/** What the model answers to: the last word of the user or of a tool. */
export function lastSaid(items: readonly InputItem[]): InputItem | undefined {
  return items.findLast((item) => item.role === 'user' || isCallOutput(item)) ?? items.at(-1);
}
