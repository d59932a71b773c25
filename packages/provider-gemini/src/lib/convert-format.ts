import type { DeepReadonly } from '@gw/core';
import { invalidType, isMembers, unsupported } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import { toGeminiSchema } from './convert-schema.ts';
import type { GenerationConfig } from './gemini-api.ts';
import type { RequestContext } from './request-context.ts';

type Format = NonNullable<DeepReadonly<ResponsesRequest>['text']>['format'];

/**
 * JSON, with or without a schema. The schema's name means nothing to Gemini.
 * @see https://ai.google.dev/gemini-api/docs/structured-output
 */
export function convertFormat(format: Format, { traits }: RequestContext): GenerationConfig {
  switch (format?.type) {
    case undefined:
    case 'text':
      return {};
    case 'json_object':
      return { responseMimeType };
    case 'json_schema': {
      const { schema } = format;
      if (!isMembers(schema)) throw invalidType('text.format.schema', 'an object');
      return traits.readsJsonSchema
        ? { responseMimeType, responseJsonSchema: schema }
        : { responseMimeType, responseSchema: toGeminiSchema(schema) };
    }
    default:
      throw unsupported('text.format.type', 'expected text, json_object or json_schema.');
  }
}

const responseMimeType = 'application/json';
