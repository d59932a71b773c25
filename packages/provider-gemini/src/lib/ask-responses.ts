import { type DeepReadonly, draftReply, type ProviderReply, payloadFromValue } from '@gw/core';
import type { ResponsesRequest } from '@gw/schema';
import type { Asked } from './asked.ts';
import { type ConvertingOptions, convertRequest } from './convert-request.ts';
import { convertResponse } from './convert-response.ts';
import { toDraftFrames } from './draft-frames.ts';
import { readExact } from './exact-json.ts';
import { openStream } from './open-stream.ts';
import { readAnswers } from './read-answers.ts';
import { errorIn, readErrorInside } from './read-error.ts';
import { readJsonReply } from './read-json-reply.ts';

/** What is to be asked, and how. */
export interface ResponsesQuestion extends ConvertingOptions {
  readonly request: DeepReadonly<ResponsesRequest>;
  readonly model: string;
  readonly stream: boolean;
}

/** A response, by `generateContent` or its stream. */
export function askResponses(question: ResponsesQuestion): Asked {
  const { request, model, stream } = question;
  const { body, names, warnings } = convertRequest(request, model, question);
  const context = { request, names };
  return {
    method: stream ? 'streamGenerateContent' : 'generateContent',
    body,
    async read(reply, reading): Promise<ProviderReply<'responses'>> {
      const { status, headers } = reply;
      if (reply.kind === 'stream') {
        const errorOf = (answer: unknown) =>
          errorIn(answer) && readErrorInside(answer, reply, reading);
        const { warn } = reading;
        const telling = { reducer: openStream({ ...context, warn }), errorOf };
        const stream = toDraftFrames(readAnswers(reply.bytes), telling);
        return draftReply({ status, headers, warnings, stream });
      }
      const answer = await readJsonReply(reply, reading, readExact);
      const told = convertResponse(answer, context);
      const json = payloadFromValue(told.response);
      return draftReply({ status, headers, warnings: [...warnings, ...told.warnings], json });
    },
  };
}
