import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ImagesResponse, ImagesStreamEvent } from '@gw/schema';
import { askJson, askStream } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { answerOf, type ImagesAnswer, type ReplyKind } from '../provider-wire.ts';

const needs = { api: 'images' } as const;
const prompt = 'A suite-lighthouse in the fog';
const answer: ImagesAnswer = {
  pictures: ['Zmlyc3QgcGljdHVyZQ==', 'c2Vjb25k'],
  partials: ['aGFsZg==', 'bW9yZQ=='],
};

function says({ upstream, wire }: Bench, kind: ReplyKind): void {
  if (upstream && wire) upstream.script(answerOf(wire, 'images')(answer, kind));
}

function checkSent({ upstream }: Bench): void {
  assert.ok(upstream?.requests[0]?.text.includes(prompt) ?? true, 'the prompt is sent');
}

function checkPicture(base64: string | undefined): void {
  assert.match(base64 ?? '', /^[A-Za-z0-9+/]+={0,2}$/, 'a picture is base64');
}

async function imagesJson(bench: Bench): Promise<void> {
  says(bench, 'json');
  const { json } = await askJson(bench, 'images', { prompt, n: 2, response_format: 'b64_json' });
  const { data = [], created } = readPayload(json) as ImagesResponse;
  assert.ok(Number.isInteger(created), '"created" is in Unix seconds');
  const pictures = data.map(({ b64_json }) => b64_json);
  assert.equal(pictures.length, 2);
  for (const picture of pictures) checkPicture(picture);
  if (bench.upstream) assert.deepEqual(pictures, answer.pictures);
  checkSent(bench);
}

async function imagesStream(bench: Bench): Promise<void> {
  says(bench, 'stream');
  const reply = await askStream(bench, 'images', { prompt, partial_images: 2 });
  const frames = await framesOf(bench, reply);
  const events = frames.flatMap((frame) => {
    if (frame.kind !== 'event') return [];
    const event = frame.event as ImagesStreamEvent;
    assert.equal(frame.name, event.type, 'an event of an image stream is named');
    checkPicture(event.b64_json);
    return [event];
  });
  const partial = 'image_generation.partial_image';
  assert.deepEqual(
    events.map((event) => (event.type === partial ? event.partial_image_index : event.type)),
    [0, 1, 'image_generation.completed'],
  );
  const expected = [...answer.partials, answer.pictures[0]];
  if (bench.upstream)
    assert.deepEqual(
      events.map(({ b64_json }) => b64_json),
      expected,
    );
  checkSent(bench);
}

export const imagesCases: readonly ProviderCase[] = [
  anyCase('images: pictures as base64', needs, imagesJson),
  anyCase('images: a stream of previews and the finished picture', needs, imagesStream),
];
