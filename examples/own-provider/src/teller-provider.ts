import {
  type ApiEvent,
  type ApiRequest,
  type ApiResponse,
  type DeepReadonly,
  GatewayError,
  headerValue,
  type Provider,
  payloadFromValue,
  type StreamFrame,
} from '@gw/core';
import {
  createTransport,
  discardBytes,
  mapReads,
  objectsAt,
  type Placed,
  readJson,
  readNdjson,
  readUpstreamError,
  type Transport,
  textAt,
  unsupported,
} from '@gw/provider-utils';

export interface TellerSettings {
  /** `http://127.0.0.1:9000` */
  readonly baseUrl: string;
  /** Sent as `x-teller-key`. Default: none is sent. */
  readonly apiKey?: string | undefined;
  /** Replaces the HTTP client. Default: one of its own, which opens nothing before the first call. */
  readonly transport?: Transport | undefined;
}

/**
 * A provider for an upstream that speaks no known format. `POST /tell` with `{ voice, text, stream }`
 * answers `{ text, why, read, written }`; as a stream, one JSON object a line: `{ piece }` for each
 * piece, at last `{ why, read, written }`. `why` says why it stopped; the others count tokens.
 */
export function createTellerProvider(settings: TellerSettings): Provider {
  const { baseUrl, apiKey, transport = createTransport({ name: id }) } = settings;
  const headers = { 'content-type': 'application/json', 'x-teller-key': apiKey };
  const secrets = apiKey === undefined ? [] : [apiKey];
  return {
    specVersion: 1,
    id,
    capabilities: { apis: ['chat'] },
    async call({ api, model, stream, body }, { signal }) {
      if (api !== 'chat') throw new GatewayError('unsupported_api', `A teller has no "${api}".`);
      signal.throwIfAborted();
      const { messages, tools, response_format: format, ...others } = body.json();
      if (tools?.length) throw unsupported('tools', 'a teller calls no functions.');
      if (format && format.type !== 'text')
        throw unsupported('response_format', 'a teller has none.');
      const text = objectsAt(messages, 'messages').map(textOf).join('\n');
      const reply = await transport.request(`${baseUrl}/tell`, {
        method: 'POST',
        headers,
        body: payloadFromValue({ voice: model, text, stream }).bytes(),
        signal,
      });
      const { status, bytes } = reply;
      // A refusal is thrown here and not inside the stream: so it can still be retried elsewhere.
      if (status >= 400) throw await readUpstreamError(id, reply, { signal, secrets });
      const head = { status, headers: reply.headers, warnings: warningsOf(others) };
      // What was sent decides, not what was asked for.
      switch (headerValue(reply.headers, 'content-type')) {
        case 'application/x-ndjson':
          return { ...head, stream: toFrames(bytes, model, others.stream_options) };
        case 'application/json':
          return { ...head, json: toCompletion((await readJson<Told>(bytes)).json(), model) };
        default:
          discardBytes(bytes);
          throw new GatewayError('upstream_invalid_response', 'The teller sent what no one knows.');
      }
    },
    close: () => transport.close(),
  };
}

const id = 'teller';

interface End {
  readonly why: 'done' | 'full' | 'forbidden';
  readonly read: number;
  readonly written: number;
}

type Told = End & { readonly text: string };
type Line = End | { readonly piece: string };
type ChatChunk = ApiEvent<'chat'>;

/** What a message says; the field that cannot be told is named. */
function textOf({ value: { content }, param }: Placed): string {
  if (!Array.isArray(content)) return textAt(content, `${param}.content`);
  const parts = objectsAt(content, `${param}.content`).map(({ value, param: place }) => {
    if (value.type !== 'text') throw unsupported(place, 'a teller takes text only.');
    return textAt(value.text, `${place}.text`);
  });
  return parts.join('');
}

/** What cannot be honoured is said, not dropped in silence. */
function warningsOf(settings: object): string[] {
  const known = ['model', 'stream', 'stream_options'];
  const ignored = Object.keys(settings).filter((name) => !known.includes(name));
  return ignored.map((name) => `teller ignores "${name}"`);
}

function toCompletion({ text, ...end }: Told, model: string) {
  const completion: ApiResponse<'chat'> = {
    ...createHead(model),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        logprobs: null,
        finish_reason: mapReason(end),
      },
    ],
    usage: toUsage(end),
  };
  return payloadFromValue(completion);
}

/** The frames of one read together. Without a `done` the gateway takes a stream for broken off. */
function toFrames(
  bytes: AsyncIterable<Uint8Array>,
  model: string,
  options: DeepReadonly<ApiRequest<'chat'>>['stream_options'],
): AsyncIterable<readonly StreamFrame<ChatChunk>[]> {
  const head = { ...createHead(model), object: 'chat.completion.chunk' as const };
  const frame = (members: Pick<ChatChunk, 'choices' | 'usage'>): StreamFrame<ChatChunk> => ({
    kind: 'event',
    event: { ...head, ...members },
  });
  const toFrame = (line: Line): readonly StreamFrame<ChatChunk>[] => {
    if ('piece' in line) {
      const delta = { role: 'assistant' as const, content: line.piece };
      return [frame({ choices: [{ index: 0, delta, finish_reason: null }] })];
    }
    const finish = frame({ choices: [{ index: 0, delta: {}, finish_reason: mapReason(line) }] });
    const usage = options?.include_usage ? [frame({ choices: [], usage: toUsage(line) })] : [];
    return [finish, ...usage, { kind: 'done' }];
  };
  return mapReads(readNdjson<Line>(bytes), {
    push: (lines) => lines.flatMap(toFrame),
    end: () => [],
  });
}

function mapReason({ why }: End) {
  return ({ done: 'stop', full: 'length', forbidden: 'content_filter' } as const)[why];
}

function toUsage({ read, written }: End) {
  return { prompt_tokens: read, completion_tokens: written, total_tokens: read + written };
}

function createHead(model: string) {
  const created = Math.floor(Date.now() / 1000);
  return { id: `chatcmpl-${crypto.randomUUID()}`, created, model };
}
