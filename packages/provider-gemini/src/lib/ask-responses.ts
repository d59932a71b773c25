import { type DeepReadonly, type ProviderReply, payloadFromValue } from '@gw/core';
import type { ResponseResource, ResponsesRequest } from '@gw/schema';
import type { Asked } from './asked.ts';
import { convertRequest } from './convert-request.ts';
import { convertResponse } from './convert-response.ts';
import { toDraftFrames } from './draft-frames.ts';
import { readExact } from './exact-json.ts';
import type { SafetySetting } from './gemini-api.ts';
import { openStream } from './open-stream.ts';
import { readAnswers } from './read-answers.ts';
import { errorIn, toGeminiError } from './read-error.ts';
import { readJsonReply } from './read-json-reply.ts';

/** What is to be asked, and how. */
export interface ResponsesQuestion {
  readonly request: DeepReadonly<ResponsesRequest>;
  readonly model: string;
  readonly stream: boolean;
  readonly safetySettings?: readonly SafetySetting[] | undefined;
}

/** A response, by `generateContent` or its stream. */
export function askResponses(question: ResponsesQuestion): Asked {
  const { request, model, stream, safetySettings } = question;
  const { body, names, warnings } = convertRequest(request, model, safetySettings);
  const context = { request, names };
  return {
    method: stream ? 'streamGenerateContent' : 'generateContent',
    body,
    async read(reply, reading): Promise<ProviderReply<'responses'>> {
      const { status, headers } = reply;
      const head = { status, headers, isDraft: true };
      if (reply.kind === 'stream') {
        const errorOf = (answer: unknown) =>
          errorIn(answer) && toGeminiError(answer, reply, reading);
        const telling = { reducer: openStream(context), errorOf };
        return { ...head, warnings, stream: toDraftFrames(readAnswers(reply.bytes), telling) };
      }
      const answer = await readJsonReply(reply, reading, readExact);
      const told = convertResponse(answer, context);
      const json = payloadFromValue(told.response as ResponseResource);
      return { ...head, warnings: [...warnings, ...told.warnings], json };
    },
  };
}
