import { ask, eventsIn, type Members } from '../ask.ts';
import type { Given } from '../ledger.ts';
import { count, expectSame, type Findings, terminalStatuses } from './findings.ts';

const beginnings = ['response.created', 'response.queued', 'response.in_progress'];

/** What its client was told of it is so. */
export async function checkGiven(given: Given, url: string, findings: Findings): Promise<void> {
  const { id, tenant, final, isSure } = given;
  const { problems } = findings;
  const reply = await ask(`${url}/v1/responses/${id}`, { tenant });
  if (reply.status === 404 && !isSure) {
    count(findings, 'unknown');
    return;
  }
  if (reply.status !== 200) {
    problems.push(`${describe(given)} is not there: ${reply.status} ${reply.text}`);
    return;
  }
  const response = reply.json() as Members;
  const isFinal = terminalStatuses.includes(final?.status);
  if (isFinal) expectSame(`${describe(given)}, as given and as kept`, final, response, findings);
  if (given.isBackground && terminalStatuses.includes(response.status))
    await checkRead(given, url, findings);
  const other = await ask(`${url}/v1/responses/${id}`, { tenant: `${tenant}-other` });
  if (other.status !== 404) problems.push(`${id} is there for others: ${other.status}`);
}

/** Content that a client has read of the log is never told again in other words. */
async function checkRead(given: Given, url: string, findings: Findings): Promise<void> {
  const { id, tenant, events } = given;
  const content = events.filter(({ type }) => !beginnings.includes(type));
  if (content.length === 0) return;
  count(findings, given.final ? 'background read' : 'background read in part');
  const log = await ask(`${url}/v1/responses/${id}?stream=true`, { tenant });
  const numbers = new Set(content.map(({ sequence_number }) => sequence_number));
  const kept = eventsIn(log.text).filter(({ sequence_number }) => numbers.has(sequence_number));
  expectSame(`${describe(given)}, as read and as kept`, content, kept, findings);
}

function describe({ id, isBackground, conversation, script }: Given): string {
  const way = isBackground ? 'background' : 'foreground';
  return `${id} (${way}${conversation === undefined ? '' : ', turn'}, #${script.number})`;
}
