import { listOf, type Members, membersOf } from '../judges/judge.ts';
import { type Output, post, responseIn, type Talk, type TalkOptions, tools } from './talk.ts';
import { instructions, question } from './turns.ts';

/**
 * A client of `/v1/responses`.
 * @param isStored whether it names the response that it goes on from, or sends everything each time.
 */
export function talkResponses(
  { gateway, isStream }: TalkOptions,
  { isStored }: { readonly isStored: boolean },
): Talk {
  let input: unknown[] = [{ role: 'user', content: question }];
  let previous: unknown;
  return {
    async next(model) {
      const text = await post(gateway, '/v1/responses', {
        model,
        instructions,
        input,
        stream: isStream,
        reasoning: { effort: 'low', summary: 'auto' },
        tools: tools.map((tool) => ({ type: 'function', ...tool, strict: false })),
        ...(isStored
          ? { previous_response_id: previous }
          : { store: false, include: ['reasoning.encrypted_content'] }),
      });
      const response = membersOf(isStream ? responseIn(text) : JSON.parse(text));
      const output = listOf(response.output);
      previous = response.id;
      input = isStored ? [] : [...input, ...output];
      return { text: textIn(output), calls: callsIn(output) };
    },
    answer(outputs) {
      input = [...input, ...outputs.map(toItem)];
    },
    say(content) {
      input = [...input, { role: 'user', content }];
    },
  };
}

function textIn(output: readonly Members[]): string {
  const messages = output.filter(({ type }) => type === 'message');
  return messages
    .flatMap(({ content }) => listOf(content))
    .map(({ text }) => text)
    .join('');
}

function callsIn(output: readonly Members[]) {
  return output
    .filter(({ type }) => type === 'function_call')
    .map(({ call_id, name }) => ({ id: String(call_id), name: String(name) }));
}

function toItem({ id, text, picture }: Output): object {
  const output = picture
    ? [
        { type: 'input_text', text },
        { type: 'input_image', image_url: `data:image/png;base64,${picture}`, detail: 'auto' },
      ]
    : text;
  return { type: 'function_call_output', call_id: id, output };
}
