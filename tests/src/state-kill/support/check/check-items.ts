import { get, type Members } from '../ask.ts';
import { answerTo, readScript } from '../scripted-model.ts';
import { expectSame, type Findings } from './findings.ts';

/** @returns the number that it was asked with. */
export async function checkItems(
  what: string,
  tenant: string,
  { id, status, output }: Members,
  url: string,
  findings: Findings,
): Promise<number> {
  const { problems } = findings;
  const input = await get(`${url}/v1/responses/${id}/input_items?limit=100`, { tenant });
  if (input.data.length !== 1) problems.push(`${what} has ${input.data.length} items of input`);
  const ids = [...input.data, ...output].map((item: Members) => item.id);
  if (new Set(ids).size < ids.length) problems.push(`${what} has items twice: ${ids}`);
  const script = readScript(textOf(input.data[0]));
  const whole = answerTo(script);
  const said = output.map(textOf);
  if (status === 'completed') expectSame(`${what}, its answer`, said, [whole.join('')], findings);
  if (output.length > 1) problems.push(`${what} has ${output.length} items of output`);
  if (said[0] !== undefined && !whole.join('').startsWith(said[0]))
    problems.push(`${what} says ${said[0]}`);
  return script.number;
}

export function textOf({ content }: Members): string {
  if (typeof content === 'string') return content;
  return content.map(({ text }: Members) => text).join('');
}
