import type { ImagesResponse, ImagesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { eventFrame, frameByFrame, jsonReply } from '../../__fixtures__/chat-wire.ts';
import { recordEvents } from '../../__fixtures__/records.ts';
import { postJson } from '../../__fixtures__/requests.ts';
import { type Step, scriptedProvider } from '../../__fixtures__/scripted-provider.ts';
import { forSeeds } from '../../__fixtures__/seeded.ts';
import { createGateway } from '../gateway.ts';
import { images } from './images.ts';

const usage = {
  input_tokens: 5,
  output_tokens: 6,
  total_tokens: 11,
  input_tokens_details: { image_tokens: 0, text_tokens: 5 },
};
const settings = { background: 'opaque', output_format: 'png', quality: 'high', size: '1024x1024' };
const picture = (data: string) => ({ created: 7, ...settings, data: [{ b64_json: data }], usage });
const partial = {
  type: 'image_generation.partial_image',
  partial_image_index: 0,
  b64_json: 'AA==',
  created_at: 7,
  ...settings,
};
const completed = {
  type: 'image_generation.completed',
  b64_json: 'QQ==',
  created_at: 7,
  ...settings,
  usage,
};

function gatewayWith(step: Step) {
  const events = recordEvents({ collect: true });
  const gateway = createGateway({
    providers: [scriptedProvider('a', step)],
    use: [events],
    retry: { maxAttempts: 1 },
  });
  const draw = async (members: object = {}) =>
    (
      await gateway.fetch(
        postJson('/v1/images/generations', { model: 'm', prompt: 'a cat', ...members }),
      )
    ).text();
  return { draw, events };
}

const named = (event: { readonly type: string; readonly b64_json?: string }) =>
  eventFrame(event, event.type);

describe('pictures that are told as a stream and collected again', () => {
  test('are what they were', async () => {
    await forSeeds(100, (seeded) => {
      const data = Array.from({ length: 1 + seeded.below(4) }, () => ({
        b64_json: `${seeded.below(999)}`,
      }));
      const whole = {
        created: 7,
        ...settings,
        ...(seeded.chance(0.7) && { usage }),
        data,
      } as unknown as ImagesResponse;
      const collector = images.stream?.collect();
      for (const event of images.stream?.toEvents(whole) ?? []) collector?.push(event);
      expect(collector?.end()).toEqual(whole);
    });
  });

  test('are only the finished ones', () => {
    const collector = images.stream?.collect();
    collector?.push(partial as ImagesStreamEvent);
    expect(collector?.end()).toBeUndefined();
    collector?.push(completed as ImagesStreamEvent);
    expect(collector?.end()).toEqual({ ...picture('QQ=='), created: 7 });
  });
});

describe('a stream of pictures', () => {
  const wire = [partial, completed]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');

  test('passes as it came, and ends with the finished one', async () => {
    const { draw, events } = gatewayWith(() => frameByFrame([named(partial), named(completed)]));
    expect(await draw({ stream: true })).toBe(wire);
    expect(events.settled).toMatchObject([
      {
        outcome: 'completed',
        usage: { inputTokens: 5, outputTokens: 6, totalTokens: 11, estimated: false },
        response: picture('QQ=='),
      },
    ]);
  });

  test('without its finished picture has failed', async () => {
    const { draw, events } = gatewayWith(() => frameByFrame([named(partial)]));
    const text = await draw({ stream: true });
    expect(text.startsWith(`event: ${partial.type}\n`)).toBe(true);
    expect(text).toContain('event: error\ndata: {"type":"error","error":{"message":');
    expect(events.settled).toMatchObject([
      { outcome: 'failed', error: { code: 'upstream_incomplete' } },
    ]);
  });

  test('may be empty: a finished picture without data is an answer', async () => {
    const { draw, events } = gatewayWith(() =>
      frameByFrame([named({ ...completed, b64_json: '' })]),
    );
    expect(await draw({ stream: true })).toContain('"b64_json":""');
    expect(events.settled).toMatchObject([{ outcome: 'completed' }]);
  });

  test('whose upstream reports an error tells it as the api does', async () => {
    const failed = {
      type: 'error',
      error: {
        message: 'Blocked.',
        type: 'image_generation_user_error',
        code: 'moderation_blocked',
      },
    };
    const { draw } = gatewayWith(() => frameByFrame([named(partial), named(failed)]));
    expect(
      (await draw({ stream: true })).endsWith(
        'event: error\ndata: {"type":"error","error":{"message":"Blocked.","type":"image_generation_user_error","param":null,"code":"moderation_blocked"}}\n\n',
      ),
    ).toBe(true);
  });

  test('is made of a JSON reply', async () => {
    const { draw } = gatewayWith(() => jsonReply(picture('QQ==')));
    expect(await draw({ stream: true })).toBe(
      `event: image_generation.completed\ndata: ${JSON.stringify({ type: 'image_generation.completed', created_at: 7, ...settings, b64_json: 'QQ==', usage })}\n\n`,
    );
  });

  test('becomes a JSON reply', async () => {
    const { draw } = gatewayWith(() => frameByFrame([named(partial), named(completed)]));
    expect(JSON.parse(await draw())).toEqual(picture('QQ=='));
  });
});

test('a picture in JSON passes as it came, with its usage told', async () => {
  const body =
    '{"created":7,"data":[{"url":"https://x/y.png","revised_prompt":"A cat."}],"usage":{"input_tokens":5,"output_tokens":6}}';
  const { draw, events } = gatewayWith(() => jsonReply(body));
  expect(await draw()).toBe(body);
  expect(events.settled).toMatchObject([{ usage: { totalTokens: 11, estimated: false } }]);
});
