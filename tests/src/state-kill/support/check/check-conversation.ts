import { get, type Members } from '../ask.ts';
import { answerTo, readScript } from '../scripted-model.ts';
import { textOf } from './check-items.ts';
import { count, expectSame, type Findings } from './findings.ts';

/** Turns are whole, one stands behind the other, and all are there that have finished. */
export async function checkConversation(
  tenant: string,
  id: string,
  url: string,
  finished: readonly number[],
  findings: Findings,
): Promise<void> {
  const items = await readItems(url, tenant, id);
  const numbers: number[] = [];
  for (let at = 0; at < items.length; at += 2) {
    const [question = { content: '' }, answer] = items.slice(at, at + 2);
    const script = readScript(textOf(question));
    numbers.push(script.number);
    const said = answer && textOf(answer);
    expectSame(`${id}, item ${at + 1}`, said, answerTo(script).join(''), findings);
    count(findings, 'turns');
  }
  const inOrder = (list: readonly number[]) => list.toSorted((one, other) => one - other);
  expectSame(`${id}, turns and responses`, inOrder(numbers), inOrder(finished), findings);
}

async function readItems(url: string, tenant: string, id: string): Promise<Members[]> {
  const items: Members[] = [];
  for (let after = ''; ; after = `&after=${items.at(-1)?.id}`) {
    const path = `/v1/conversations/${id}/items?order=asc&limit=100${after}`;
    const page = await get(url + path, { tenant });
    items.push(...page.data);
    if (!page.has_more) return items;
  }
}
