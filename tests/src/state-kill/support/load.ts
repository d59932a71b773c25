import type { RawReply } from '../../support/raw-client.ts';
import { pause } from '../../support/until.ts';
import { ask, begin, eventsIn, type Members } from './ask.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import { type Script, toInput } from './scripted-model.ts';

export interface LoadOptions {
  /** Of the gateways that listen just now. */
  readonly urls: () => readonly string[];
  readonly random: Random;
  readonly ledger: Ledger;
  /** Shared ones, by tenant. */
  readonly conversations: Readonly<Record<string, readonly string[]>>;
  /** How many clients ask at a time. */
  readonly clients: number;
}

/** How a response is asked for. */
interface Wish {
  readonly url: string;
  readonly tenant: string;
  readonly script: Script;
  readonly isBackground: boolean;
  readonly isStreamed: boolean;
  /** Members of the body that say what it goes on from. */
  readonly from: { readonly conversation?: string; readonly previous_response_id?: string };
  /** When its client leaves, in ms. */
  readonly leavesAfter: number | undefined;
}

/** A foreground stream that was read for so long, in ms, has been written. */
const writtenWithinMs = 1_500;

/** Clients that ask for all that can be asked, without a pause. @returns stops them. */
export function startLoad(options: LoadOptions): () => Promise<void> {
  let isOver = false;
  let count = 0;
  const client = async () => {
    while (!isOver) {
      const url = options.random.oneOf(options.urls());
      count += 1;
      if (url === undefined) await pause(10);
      else if (options.random.chance(0.12)) await cancelOne(url, options);
      else await askOne(wishFor(url, count, options), options.ledger);
    }
  };
  const clients = Promise.all(Array.from({ length: options.clients }, client));
  return async () => {
    isOver = true;
    await clients;
  };
}

function wishFor(url: string, number: number, options: LoadOptions): Wish {
  const { random, conversations } = options;
  const tenant = random.oneOf(Object.keys(conversations)) ?? '';
  const isBackground = random.chance(0.5);
  return {
    url,
    tenant,
    script: {
      number,
      first: random.between(0, 250),
      words: random.between(2, 24),
      every: random.between(5, 50),
    },
    isBackground,
    isStreamed: random.chance(0.5),
    from: originFor(tenant, options),
    leavesAfter: random.chance(0.1) ? random.between(0, 800) : undefined,
  };
}

function originFor(tenant: string, { random, conversations, ledger }: LoadOptions): Wish['from'] {
  const dice = random.between(1, 10);
  const conversation = random.oneOf(conversations[tenant] ?? []);
  if (dice <= 4 && conversation !== undefined) return { conversation };
  const whole = ledger.given.filter((one) => one.tenant === tenant && isWhole(one.final));
  const previous = random.oneOf(whole);
  return dice <= 6 && previous ? { previous_response_id: previous.id } : {};
}

function isWhole(final: Members | undefined): boolean {
  return final?.status === 'completed';
}

async function askOne(wish: Wish, ledger: Ledger): Promise<void> {
  const { url, tenant, script, isBackground, isStreamed, from, leavesAfter } = wish;
  const asked = { model: 'm', input: toInput(script), ...from };
  const body = { ...asked, stream: isStreamed, background: isBackground };
  const request = begin(`${url}/v1/responses`, { body, tenant });
  const startedAt = performance.now();
  const timer = leavesAfter === undefined ? undefined : setTimeout(request.leave, leavesAfter);
  const reply = await request.reply;
  clearTimeout(timer);
  if (reply.status === 0) {
    ledger.lost += 1;
    return;
  }
  if (reply.status === 409 && from.conversation !== undefined) {
    ledger.locked += 1;
    return;
  }
  if (reply.status !== 200) {
    ledger.unexpected.push(`POST ${JSON.stringify(body)}: ${reply.status} ${reply.text}`);
    return;
  }
  const told = isStreamed ? toldInStream(reply) : toldInJson(reply);
  if (!told) {
    ledger.lost += 1;
    return;
  }
  const { id, final, events } = told;
  const wasRead = performance.now() - startedAt - script.first > writtenWithinMs;
  const isSure = isBackground || final !== undefined || wasRead;
  const { conversation } = from;
  ledger.given.push({ id, tenant, script, isBackground, conversation, final, events, isSure });
}

interface Told {
  readonly id: string;
  readonly final: Members | undefined;
  readonly events: readonly Members[];
}

function toldInStream({ text }: RawReply): Told | undefined {
  const events = eventsIn(text);
  const created = events.find(({ type }) => type === 'response.created');
  if (!created) return undefined;
  const isWhole = text.endsWith('data: [DONE]\n\n');
  const final = isWhole ? events.at(-1)?.response : undefined;
  return { id: created.response.id, final, events };
}

function toldInJson(reply: RawReply): Told | undefined {
  if (reply.ending !== 'end') return undefined;
  const response = reply.json() as Members;
  const final = response.status === 'queued' ? undefined : response;
  return { id: response.id, final, events: [] };
}

/** One that was given lately, and may well have ended. */
async function cancelOne(
  url: string,
  { random, ledger }: Pick<LoadOptions, 'random' | 'ledger'>,
): Promise<void> {
  const lately = ledger.given.slice(-10).filter(({ isBackground }) => isBackground);
  const chosen = random.oneOf(lately);
  if (!chosen) return pause(5);
  const { id, tenant } = chosen;
  const reply = await ask(`${url}/v1/responses/${id}/cancel`, { method: 'POST', tenant });
  if (reply.status === 0) ledger.lost += 1;
  else if (reply.status !== 200 || (reply.json() as Members).id !== id)
    ledger.unexpected.push(`cancel ${id}: ${reply.status} ${reply.text}`);
}
