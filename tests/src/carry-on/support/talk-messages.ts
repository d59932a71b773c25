import { readSseStream } from '@gw/testkit/responses';
import { listOf, type Members, membersOf } from '../judges/judge.ts';
import { type Output, post, type Talk, type TalkOptions, tools } from './talk.ts';
import { instructions, question } from './turns.ts';

/** A client of `/v1/messages` that hands back each block as it was given. It wants thoughts always. */
export function talkMessages({ gateway, isStream }: TalkOptions): Talk {
  const messages: object[] = [{ role: 'user', content: [textBlock(question)] }];
  return {
    async next(model) {
      const text = await post(gateway, '/v1/messages', {
        model,
        max_tokens: 8_000,
        system: instructions,
        messages,
        stream: isStream,
        thinking: { type: 'enabled', budget_tokens: 2_000 },
        tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })),
      });
      const content = isStream ? collect(text) : listOf(membersOf(JSON.parse(text)).content);
      messages.push({ role: 'assistant', content });
      return { text: textIn(content), calls: callsIn(content) };
    },
    answer(outputs) {
      messages.push({ role: 'user', content: outputs.map(toResult) });
    },
    say(text) {
      messages.push({ role: 'user', content: [textBlock(text)] });
    },
  };
}

function textBlock(text: string): object {
  return { type: 'text', text };
}

function textIn(content: readonly Members[]): string {
  return content
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('');
}

function callsIn(content: readonly Members[]) {
  return content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id, name }) => ({ id: String(id), name: String(name) }));
}

function toResult({ id, text, picture }: Output): object {
  const source = { type: 'base64', media_type: 'image/png', data: picture };
  const content = [textBlock(text), ...(picture ? [{ type: 'image', source }] : [])];
  return { type: 'tool_result', tool_use_id: id, content };
}

/** The blocks that the events of a stream tell. */
function collect(text: string): Members[] {
  const blocks: Record<string, unknown>[] = [];
  const inputs: string[] = [];
  for (const event of readSseStream(text).events) {
    const { type, index, content_block: block, delta } = event as Members;
    const place = Number(index);
    if (type === 'content_block_start') blocks[place] = { ...membersOf(block) };
    if (type !== 'content_block_delta') continue;
    const { type: _, partial_json: json, ...pieces } = membersOf(delta);
    if (json !== undefined) inputs[place] = `${inputs[place] ?? ''}${json}`;
    for (const [name, piece] of Object.entries(pieces))
      blocks[place] = { ...blocks[place], [name]: `${blocks[place]?.[name] ?? ''}${piece}` };
  }
  return blocks.map((block, place) =>
    inputs[place] ? { ...block, input: JSON.parse(inputs[place]) } : block,
  );
}
