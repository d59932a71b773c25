import { createAnthropicProvider } from '@gw/provider-anthropic';
import { anthropicAnswer } from '@gw/testkit/wires';
import { listOf, type Members, membersOf, tokenOf } from '../judges/judge.ts';
import { anthropicThoughts, judgeAnthropic } from '../judges/judge-anthropic.ts';
import type { Wire } from './speaker.ts';
import { line } from './transcript.ts';

export const anthropic: Wire = {
  // Of those that think within a budget, which want their turn to begin with a thought.
  model: 'claude-sonnet-4-5',
  judge: judgeAnthropic,
  thoughtsIn: anthropicThoughts,
  transcriptOf: ({ messages }) => listOf(messages).flatMap(linesOf),
  say({ thought, text, calls }, serial, issue) {
    const thinking = { type: 'thinking', thinking: thought, signature: `EqQB${btoa(serial)}==` };
    const said = [
      ...(text === '' ? [] : [{ type: 'text', text }]),
      ...calls.map(({ name, args }, place) => ({
        type: 'tool_use',
        id: `toolu_01${serial}${place}`,
        name,
        input: args,
      })),
    ];
    issue(tokenOf(thinking, said[0]));
    return anthropicAnswer({ content: [thinking, ...said] });
  },
  createProvider: (id, { url }) => createAnthropicProvider({ id, baseUrl: url }),
};

function linesOf({ role, content }: Members): string[] {
  return listOf(content).flatMap((block) => {
    switch (block.type) {
      case 'text':
        return [line.said(role === 'user' ? 'user' : 'model', block.text)];
      case 'tool_use':
        return [line.call(block.name, block.input)];
      case 'tool_result':
        return resultLines(listOf(block.content));
      default:
        return [];
    }
  });
}

function resultLines(blocks: readonly Members[]): string[] {
  return blocks.map(({ type, text, source }) =>
    type === 'text' ? line.output(text) : line.picture(membersOf(source).data),
  );
}
