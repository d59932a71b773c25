import { describe, expect, it } from 'vitest';
import { chatRaw, sendRaw } from '../../__fixtures__/raw-client.ts';
import {
  compose,
  jsonWhenStreamAsked,
  startUpstream,
  streamWhenJsonAsked,
  wrongContentType,
} from '../../upstream.ts';

describe('an answer of the other kind', () => {
  it('is JSON though a stream was asked for', async () => {
    await using upstream = await startUpstream({ script: [jsonWhenStreamAsked()] });
    const reply = await chatRaw(upstream.url, {
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(reply.headers['content-type']).toBe('application/json');
    expect(JSON.parse(reply.text).choices[0].message.content).toBe('You wrote: one two');
  });

  it('is a stream though JSON was asked for', async () => {
    await using upstream = await startUpstream();
    upstream.script(streamWhenJsonAsked(), streamWhenJsonAsked());
    const chat = await chatRaw(upstream.url);
    expect(chat.headers['content-type']).toContain('text/event-stream');
    expect(chat.text).toMatch(/^data: .+\[DONE\]\n\n$/s);
    const image = await sendRaw(`${upstream.url}/images/generations`, {
      body: { model: 'm', prompt: 'p' },
    });
    expect(image.text).toMatch(/^event: image_generation.completed\n/);
  });
});

describe('wrongContentType', () => {
  it('changes nothing else', async () => {
    await using upstream = await startUpstream();
    upstream.script(wrongContentType(), compose(wrongContentType('application/json')));
    const page = await chatRaw(upstream.url);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(JSON.parse(page.text)).toHaveProperty('choices');
    const stream = await chatRaw(upstream.url, { stream: true });
    expect(stream.headers['content-type']).toBe('application/json');
    expect(stream.text).toContain('[DONE]');
  });
});
