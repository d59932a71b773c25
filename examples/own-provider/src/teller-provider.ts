import {
  type ApiEvent,
  GatewayError,
  type Payload,
  type Provider,
  payloadFromValue,
  type StreamFrame,
} from '@gw/core';
import {
  createTransport,
  readJson,
  readNdjson,
  readUpstreamError,
  type Transport,
} from '@gw/provider-utils';

/**
 * An upstream that speaks no known format. `POST /tell` with `{ voice, text, stream }` answers
 * `{ text }`, or as a stream one JSON object a line: `{ piece }` for each piece and `{ end: true }`.
 */
export interface TellerSettings {
  /** `http://127.0.0.1:9000` */
  readonly baseUrl: string;
  /** Sent as `x-teller-key`. Default: none is sent. */
  readonly apiKey?: string | undefined;
  /** Replaces the HTTP client. Default: one of its own, which opens nothing before the first call. */
  readonly transport?: Transport | undefined;
}

const id = 'teller';

export function createTellerProvider(settings: TellerSettings): Provider {
  const { baseUrl, apiKey, transport = createTransport({ name: id }) } = settings;
  const headers = { 'content-type': 'application/json', 'x-teller-key': apiKey };
  return {
    specVersion: 1,
    id,
    // The gateway keeps every other api away from it.
    capabilities: { apis: ['chat'], streamUsage: false },
    async call(request, { signal }) {
      if (request.api !== 'chat') throw new GatewayError('unsupported_api', 'Teller only chats.');
      const { model, stream } = request;
      const { messages, ...others } = request.body.json();
      const text = messages.map(({ content }) => textOf(content)).join('\n');
      const body = payloadFromValue({ voice: model, text, stream }).bytes();
      const reply = await transport.request(`${baseUrl}/tell`, {
        method: 'POST',
        headers,
        body,
        signal,
      });
      // A refusal is thrown here and not inside the stream: so it can still be retried elsewhere.
      if (reply.status >= 400) throw await readUpstreamError(id, reply, { signal });
      const head = { status: reply.status, headers: reply.headers, warnings: warningsOf(others) };
      // What was sent decides, not what was asked for.
      const isStream = reply.headers['content-type'] === 'application/x-ndjson';
      return isStream
        ? { ...head, stream: toFrames(readNdjson<Line>(reply.bytes), model) }
        : { ...head, json: toCompletion(await readJson<Told>(reply.bytes), model) };
    },
    close: () => transport.close(),
  };
}

interface Told {
  readonly text: string;
}

interface Line {
  readonly piece?: string;
  readonly end?: true;
}

type ChatChunk = ApiEvent<'chat'>;
type Frame = StreamFrame<ChatChunk>;

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  throw new GatewayError('invalid_type', 'Teller takes text only.', { param: 'messages' });
}

/** What cannot be honoured is said, not dropped in silence. */
function warningsOf(settings: object): string[] {
  const known = ['model', 'stream', 'stream_options'];
  const ignored = Object.keys(settings).filter((name) => !known.includes(name));
  return ignored.map((name) => `teller ignores "${name}"`);
}

function toCompletion(told: Payload<Told>, model: string) {
  const message = { role: 'assistant' as const, content: told.json().text, refusal: null };
  return payloadFromValue({
    ...createHead(model),
    object: 'chat.completion' as const,
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' as const }],
  });
}

/** All frames of one read at a time. A stream that stops without its last line is not finished. */
async function* toFrames(
  reads: AsyncIterable<readonly Line[]>,
  model: string,
): AsyncGenerator<readonly Frame[]> {
  const head = { ...createHead(model), object: 'chat.completion.chunk' as const };
  const frame = (choice: Omit<ChatChunk['choices'][number], 'index'>): Frame => ({
    kind: 'event',
    event: { ...head, choices: [{ index: 0, ...choice }] },
  });
  yield [frame({ delta: { role: 'assistant', content: '' }, finish_reason: null })];
  for await (const lines of reads) {
    yield lines.flatMap(({ piece, end }): Frame[] => {
      if (end) return [frame({ delta: {}, finish_reason: 'stop' }), { kind: 'done' }];
      return [frame({ delta: { content: piece ?? '' }, finish_reason: null })];
    });
  }
}

function createHead(model: string) {
  const created = Math.floor(Date.now() / 1000);
  return { id: `chatcmpl-${crypto.randomUUID()}`, created, model };
}
