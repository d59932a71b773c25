import type {
  ChatRequest,
  ResponsesInclude,
  ResponsesRequest,
  ResponsesTextFormat,
} from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { unsupported } from '../request-faults.ts';
import { toTokenLimit } from '../token-limit.ts';

type Request = DeepReadonly<ChatRequest>;
type Settings = DeepReadonly<Partial<ResponsesRequest>>;

/** Settings that Responses spells differently. */
export function convertSettings(request: Request, context: ConversionContext): Settings {
  const { reasoning_effort: effort, logprobs, top_logprobs, stream, stream_options } = request;
  const include_obfuscation = stream ? stream_options?.include_obfuscation : undefined;
  return present({
    text: convertText(request),
    reasoning: effort == null ? undefined : { effort },
    max_output_tokens: convertTokenLimit(request, context),
    top_logprobs: logprobs ? top_logprobs : undefined,
    include: includeFor(request),
    stream_options: include_obfuscation == null ? undefined : { include_obfuscation },
    // Nobody could ask for it: the client gets the id of a completion.
    store: false,
  });
}

function convertTokenLimit(request: Request, context: ConversionContext): number | undefined {
  const limit = request.max_completion_tokens ?? request.max_tokens;
  return limit == null ? undefined : toTokenLimit(limit, context);
}

/** Without encrypted reasoning a model that thinks forgets its thoughts at every tool call. */
function includeFor({ reasoning_effort, logprobs }: Request): ResponsesInclude[] | undefined {
  const include: ResponsesInclude[] = [];
  if (logprobs) include.push('message.output_text.logprobs');
  if (reasoning_effort && reasoning_effort !== 'none') include.push('reasoning.encrypted_content');
  return include.length > 0 ? include : undefined;
}

function convertText({ response_format, verbosity }: Request): Settings['text'] {
  const text = present({ format: convertFormat(response_format), verbosity });
  return Object.keys(text).length > 0 ? text : undefined;
}

function convertFormat(
  format: Request['response_format'],
): DeepReadonly<ResponsesTextFormat> | undefined {
  switch (format?.type) {
    case undefined:
      return undefined;
    case 'text':
    case 'json_object':
      return { type: format.type };
    case 'json_schema': {
      const { name, schema, description, strict } = format.json_schema;
      return {
        type: 'json_schema',
        name,
        schema: schema ?? {},
        ...present({ description, strict }),
      };
    }
    default:
      throw unsupported('response_format.type', 'expected text, json_object or json_schema.');
  }
}
