import { type DeepReadonly, GatewayError, payloadFromValue } from '@gw/core';
import {
  type Members,
  membersOf,
  objectsIn,
  present,
  textOf,
  unsupported,
} from '@gw/provider-utils';
import type { ImagesRequest, ImagesResponse } from '@gw/schema';
import type { Asked } from './asked.ts';
import { toAspectRatio } from './convert-settings.ts';
import { readJsonReply } from './read-json-reply.ts';

/**
 * Pictures: Imagen by `predict`, Gemini's own models by `generateContent`.
 * @throws {GatewayError} `unsupported_parameter` for more than one picture of a model that draws one,
 *   and for settings that change what is drawn.
 * @see https://ai.google.dev/gemini-api/docs/image-generation
 * @see https://ai.google.dev/gemini-api/docs/imagen
 */
export function askImages(request: DeepReadonly<ImagesRequest>, model: string): Asked {
  const warnings = checkMembers(request as Members);
  const ask = model.slice(model.lastIndexOf('/') + 1).startsWith('imagen') ? askImagen : askGemini;
  const { method, body, picturesIn } = ask(request);
  return {
    method,
    body,
    async read(reply, reading) {
      const answer = await readJsonReply(reply, reading);
      const data = picturesIn(answer).map((b64_json) => ({ b64_json }));
      if (data.length === 0) throw noPicture(answer);
      const { status, headers } = reply;
      const images: ImagesResponse = { created: Math.floor(Date.now() / 1000), data };
      return { status, headers, warnings, json: payloadFromValue(images) };
    },
  };
}

interface PictureQuestion extends Pick<Asked, 'method' | 'body'> {
  /** Base64 of each. */
  picturesIn(answer: Members): string[];
}

function askImagen({ prompt, n, size }: DeepReadonly<ImagesRequest>): PictureQuestion {
  const aspectRatio = toAspectRatio(size);
  const parameters = { sampleCount: n ?? 1, ...(aspectRatio && { aspectRatio }) };
  return {
    method: 'predict',
    body: { instances: [{ prompt }], parameters },
    picturesIn: ({ predictions }) =>
      objectsIn(predictions).flatMap(({ bytesBase64Encoded }) => textOf(bytesBase64Encoded) || []),
  };
}

function askGemini({ prompt, n, size }: DeepReadonly<ImagesRequest>): PictureQuestion {
  if (n != null && n !== 1) throw unsupported('n', 'this model draws one picture at a time.');
  const aspectRatio = toAspectRatio(size);
  const imageConfig = aspectRatio === undefined ? {} : { imageConfig: { aspectRatio } };
  return {
    method: 'generateContent',
    body: {
      contents: [{ role: 'user', parts: [{ text: prompt }] }],
      generationConfig: { responseModalities: ['IMAGE'], ...imageConfig },
    },
    picturesIn: ({ candidates }) =>
      objectsIn(membersOf(membersOf(objectsIn(candidates)[0]).content).parts)
        // Drafts that the model drew while it thought.
        .filter(({ thought }) => thought !== true)
        .flatMap(({ inlineData }) => textOf(membersOf(inlineData).data) || []),
  };
}

const known = new Set(['model', 'prompt', 'n', 'size']);
/** The picture is as good without them. */
const hints = new Set([
  ...['quality', 'moderation', 'complexity', 'user', 'safety_identifier', 'style'],
  ...['partial_images', 'output_compression', 'stream'],
]);

/** @returns warnings. */
function checkMembers(request: Members): string[] {
  const said = Object.keys(present(request)).filter((name) => !saysNothing(name, request[name]));
  const left = said.filter((name) => hints.has(name));
  const refused = said.find((name) => !known.has(name) && !hints.has(name));
  if (refused) throw unsupported(refused, 'its pictures have no such setting.');
  return left.map((name) => `"${name}" was left out: Gemini has none.`);
}

/** What happens anyway. */
function saysNothing(name: string, value: unknown): boolean {
  if (value === 'auto' || value === false) return true;
  if (name === 'background') return value === 'opaque';
  return (name === 'output_format' && value === 'png') || value === 'b64_json';
}

/** Filtered, or the model only talked. */
function noPicture(answer: Members): GatewayError {
  const [candidate] = objectsIn(answer.candidates);
  const { blockReason } = membersOf(answer.promptFeedback);
  const reason = textOf(candidate?.finishReason) || textOf(blockReason) || 'no reason given';
  return new GatewayError('model_error', `The model drew no picture (${reason}).`);
}
