import { describe, expect, it } from 'vitest';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';
import { readFrameData } from '../sse-frame.ts';

interface Event {
  readonly type: string;
  readonly index?: number;
  readonly message?: object;
  readonly content_block?: object;
  readonly delta?: object;
  readonly usage?: object;
}

const messages = [{ role: 'user', content: 'héllo 👋🏽' }];
const tools = ['get_weather', 'get_time'].map((name) => ({
  name,
  input_schema: { type: 'object', properties: { place: { type: 'string' } } },
}));

async function ask(more: object) {
  // One address, since signatures are good for one alone.
  await using upstream = await startUpstream();
  const send = (stream: boolean) =>
    sendRaw(`${upstream.url}/messages`, {
      body: { model: 'm', max_tokens: 2048, messages, ...more, stream },
    });
  const { text, headers } = await send(true);
  return { text, headers, whole: JSON.parse((await send(false)).text) };
}

const eventsIn = (text: string) => readFrameData(text) as Event[];

const bodies: Record<string, object> = {
  text: {},
  'a text that is cut off': { max_tokens: 3 },
  nothing: { max_tokens: 0 },
  calls: { tools, tool_choice: { type: 'any' } },
  thinking: { thinking: { type: 'enabled', budget_tokens: 1024 } },
  'thinking that is not shown': { thinking: { type: 'adaptive', display: 'omitted' } },
};

/** A message grown from its events, in the plainest way. */
function grow(events: readonly Event[]): object {
  let message: object = {};
  const content: Record<string, unknown>[] = [];
  for (const event of events) {
    const { type, index = 0, delta = {} } = event;
    const block = content[index] ?? {};
    if (type === 'message_start') message = { ...event.message };
    if (type === 'content_block_start') content[index] = { ...event.content_block };
    if (type === 'content_block_delta') append(block, delta);
    if (type === 'content_block_stop' && 'partial_json' in block) {
      const { partial_json: json, ...rest } = block;
      content[index] = { ...rest, input: JSON.parse(`${json}`) };
    }
    if (type === 'message_delta') {
      const { usage } = message as Event;
      message = { ...message, ...delta, usage: { ...usage, ...event.usage } };
    }
  }
  return { ...message, content };
}

function append(block: Record<string, unknown>, delta: object): void {
  for (const [name, piece] of Object.entries(delta)) {
    if (name !== 'type') block[name] = `${block[name] ?? ''}${piece}`;
  }
}

describe.each(Object.entries(bodies))('a stream of %s', (_, body) => {
  it('says what the JSON answer says', async () => {
    const { text, whole } = await ask(body);
    expect(grow(eventsIn(text))).toEqual(whole);
  });

  it('has its events in order, each with its name', async () => {
    const { text, headers } = await ask(body);
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const named = [...text.matchAll(/^event: (.*)\ndata: {"type":"(.*?)"/gm)];
    expect(named.map(([, name]) => name)).toEqual(eventsIn(text).map(({ type }) => type));
    const order = eventsIn(text)
      .map(({ type }) => type)
      .filter((type) => type !== 'ping')
      .join(' ')
      .replaceAll(/content_block_start( content_block_delta)* content_block_stop /g, '');
    expect(order).toBe('message_start message_delta message_stop');
  });
});

it('tells words and input piece by piece', async () => {
  const { text } = await ask({});
  const deltas = eventsIn(text).flatMap(({ delta }) => (delta ? [delta] : []));
  expect(deltas.slice(0, 3)).toEqual([
    { type: 'text_delta', text: 'You' },
    { type: 'text_delta', text: ' wrote:' },
    { type: 'text_delta', text: ' héllo' },
  ]);
  const calls = await ask(bodies.calls ?? {});
  expect(calls.text).toContain('{"type":"input_json_delta","partial_json":"{\\"place\\""}');
});
