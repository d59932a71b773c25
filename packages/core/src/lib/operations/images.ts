import {
  findIssue,
  type ImagesResponse,
  type ImagesStreamEvent,
  imagesRequestEssentials,
} from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import type { Operation, ResponseCollector, StreamProtocol } from '../operation.ts';
import type { DeepReadonly } from '../payload.ts';
import { renderError } from '../render-error.ts';
import type { Usage } from '../usage.ts';

/** @see https://platform.openai.com/docs/api-reference/images-streaming */
const imagesStream: StreamProtocol<'images'> = {
  end: 'close',
  writesDone: false,
  isTerminal: (event) => event.type === 'image_generation.completed',
  terminalsOf: ({ n }) => n ?? 1,
  isContent: (event) => Boolean(event.b64_json),
  // The finished image is the last word on its picture: nothing in it waits for a hook's `end`.
  splitEvent: (event) => ({ delta: event }),
  usageOf: (event) => ('usage' in event ? imagesUsage(event.usage) : undefined),
  stripUsage: (event) => event,
  askForUsage: () => undefined,
  toEvents: toImageEvents,
  nameOf: (event) => event.type,
  collect: collectImages,
  keepAliveFrame: { kind: 'event', name: 'keepalive', event: { type: 'keepalive' } },
  errorFrame: (error) => ({
    kind: 'event',
    name: 'error',
    event: { type: 'error', ...renderError(error) },
  }),
};

/** A hook may still name the model, so its absence is judged when it is resolved. */
const essentials = imagesRequestEssentials.partial({ model: true });

/** @see https://platform.openai.com/docs/api-reference/images/create */
export const images: Operation<'images'> = {
  api: 'images',
  method: 'POST',
  path: '/v1/images/generations',
  body: 'json',
  validate: (body) => findIssue(essentials, body),
  members: new Set(['model', 'prompt', 'n', 'stream', 'prompt_cache_key', 'safety_identifier']),
  usageOf: (response) => imagesUsage(response.usage),
  stream: imagesStream,
};

function imagesUsage(usage: DeepReadonly<ImagesResponse['usage']> | null): Usage | undefined {
  if (!usage) return undefined;
  const { input_tokens: inputTokens = 0, output_tokens: outputTokens = 0 } = usage;
  const totalTokens = usage.total_tokens ?? inputTokens + outputTokens;
  return { inputTokens, outputTokens, totalTokens, estimated: false };
}

function toImageEvents(response: DeepReadonly<ImagesResponse>): ImagesStreamEvent[] {
  const { data, created, usage, ...settings } = response;
  const pictures = objectsIn(data);
  const events: unknown[] = pictures.map((picture, position) => ({
    type: 'image_generation.completed',
    created_at: created,
    ...settings,
    ...picture,
    ...(usage && position === pictures.length - 1 && { usage }),
  }));
  return events as ImagesStreamEvent[];
}

function collectImages(): ResponseCollector<'images'> {
  let response: Record<string, unknown> | undefined;
  const data: unknown[] = [];
  return {
    push(event) {
      if (event.type !== 'image_generation.completed') return;
      const { type: _, created_at: created, b64_json, ...rest } = event;
      data.push({ b64_json });
      response = { ...response, created, ...rest };
    },
    end: () => (response ? ({ ...response, data } as unknown as ImagesResponse) : undefined),
  };
}
