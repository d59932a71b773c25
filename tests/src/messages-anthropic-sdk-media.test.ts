import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { onEveryWire, openMessagesHouse, refusalOf, request } from './support/messages-house.ts';
import { lastRequest } from './support/responses-house.ts';

const png = 'iVBORw0KGgo=';
const pdf = Buffer.from('%PDF-1.4').toString('base64');
const url = 'https://files.example.com/cat.png';

const base64Image: Anthropic.ImageBlockParam = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: png },
};
const urlImage: Anthropic.ImageBlockParam = { type: 'image', source: { type: 'url', url } };
const document: Anthropic.DocumentBlockParam = {
  type: 'document',
  title: 'report.pdf',
  source: { type: 'base64', media_type: 'application/pdf', data: pdf },
};
const note: Anthropic.DocumentBlockParam = {
  type: 'document',
  title: 'Note',
  source: { type: 'text', media_type: 'text/plain', data: 'Remember the milk.' },
};
const words: Anthropic.TextBlockParam = { type: 'text', text: 'What is this?' };

const dataUrl = (type: string, data: string) => `data:${type};base64,${data}`;

/** The parts of a user's message, as each upstream gets them. */
const parts = {
  messages: [words, base64Image, urlImage, document],
  responses: [
    { type: 'input_text', text: 'What is this?' },
    { type: 'input_image', image_url: dataUrl('image/png', png) },
    { type: 'input_image', image_url: url },
    { type: 'input_file', filename: 'report.pdf', file_data: dataUrl('application/pdf', pdf) },
  ],
  chat: [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: dataUrl('image/png', png) } },
    { type: 'image_url', image_url: { url } },
    {
      type: 'file',
      file: { filename: 'report.pdf', file_data: dataUrl('application/pdf', pdf) },
    },
  ],
};

interface Sent {
  readonly messages?: readonly { readonly content: unknown }[];
  readonly input?: readonly { readonly content: unknown }[];
}

onEveryWire("Anthropic's SDK: media", (wire) => {
  it('pictures and documents reach the model in its own parts', async () => {
    await using house = await openMessagesHouse(wire);
    const content = [words, base64Image, urlImage, document];
    await house.anthropic.messages.create({ ...request, messages: [{ role: 'user', content }] });
    const { messages, input } = lastRequest<Sent>(house);
    const [said] = messages ?? input ?? [];
    expect(said?.content).toMatchObject(parts[wire]);
  });

  it('a document of text keeps its words and its title', async () => {
    await using house = await openMessagesHouse(wire);
    const content = [note, words];
    await house.anthropic.messages.create({ ...request, messages: [{ role: 'user', content }] });
    const sent = house.upstream.requests[0]?.text ?? '';
    for (const part of ['Remember the milk.', 'Note', 'What is this?']) {
      expect(sent).toContain(part);
    }
  });
});

describe("Anthropic's SDK: files that an upstream holds", () => {
  it('are refused, naming the field: whoever has our key could read them', async () => {
    await using house = await openMessagesHouse('messages');
    const source = { type: 'file', file_id: 'file_1' } as unknown as Anthropic.URLImageSource;
    const content = [words, { type: 'image' as const, source }];
    const call = house.anthropic.messages.create({
      ...request,
      messages: [{ role: 'user', content }],
    });
    const error = await refusalOf(call);
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error.message).toContain('messages[0].content[1].source.file_id');
    expect(house.upstream.requests).toHaveLength(0);
  });
});
