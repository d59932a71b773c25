import type { ChatRequest, ChatResponseFormat, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { unsupported } from '../request-faults.ts';

type Request = DeepReadonly<ResponsesRequest>;
type Settings = DeepReadonly<Partial<ChatRequest>>;

/** Settings that chat spells differently. */
export function convertSettings(request: Request, context: ConversionContext): Settings {
  const { text, reasoning, stream, stream_options } = request;
  const include_obfuscation = stream ? stream_options?.include_obfuscation : undefined;
  return present({
    response_format: convertFormat(text?.format),
    verbosity: text?.verbosity,
    reasoning_effort: reasoning?.effort,
    stream_options: include_obfuscation == null ? undefined : { include_obfuscation },
    ...convertTokenLimit(request, context),
    ...convertLogprobs(request),
  });
}

function convertTokenLimit({ max_output_tokens }: Request, context: ConversionContext): Settings {
  return context.quirks.includes('max_tokens')
    ? { max_tokens: max_output_tokens }
    : { max_completion_tokens: max_output_tokens };
}

function convertLogprobs({ top_logprobs, include }: Request): Settings {
  const isAskedFor = include?.includes('message.output_text.logprobs') ?? false;
  if (top_logprobs) return { logprobs: true, top_logprobs };
  return isAskedFor ? { logprobs: true } : {};
}

function convertFormat(
  format: DeepReadonly<NonNullable<ResponsesRequest['text']>>['format'],
): DeepReadonly<ChatResponseFormat> | undefined {
  switch (format?.type) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_object':
      return { type: 'json_object' };
    case 'json_schema': {
      const { name, schema, description, strict } = format;
      const members = { name, ...present({ description, schema, strict }) };
      return { type: 'json_schema', json_schema: members };
    }
    default:
      throw unsupported('text.format.type', 'expected text, json_object or json_schema.');
  }
}
