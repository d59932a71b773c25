import { respond } from '../../behaviours/respond.ts';
import type {
  ChatAnswer,
  EmbeddingsAnswer,
  ProviderWire,
  RefusalFields,
  ReplyKind,
} from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { toAnswer, toLines } from './chat-answer.ts';
import { errorLine } from './error-line.ts';
import { ollamaLines } from './ollama-lines.ts';
import { tags } from './tags.ts';

/**
 * Ollama's own wire: JSON, and streams of JSON lines.
 * @see https://docs.ollama.com/api/introduction
 */
export function ollamaWire(): ProviderWire {
  return {
    isNative: false,
    framing: 'ndjson',
    // In front of `/api`: nothing on a server of one's own, a folder behind some proxies.
    basePath: '',
    answers: { chat, embeddings, models: (ids) => respond({ json: tags(ids) }) },
    refusal,
    refusalFields: [],
    errorInStream: (message) => errorLine({ afterLines: 1, message }),
  };
}

/**
 * A stream is `application/x-ndjson`, each line flushed on its own.
 * @see https://docs.ollama.com/api/chat
 */
function chat(answer: ChatAnswer, kind: ReplyKind): Behaviour {
  return (steps, received, context) => {
    const { model } = received.json as { readonly model: string };
    const behaviour =
      kind === 'json'
        ? respond({ json: toAnswer(answer, model) })
        : ollamaLines(toLines(answer, model));
    return behaviour(steps, received, context);
  };
}

/** @see https://docs.ollama.com/api/embed */
function embeddings({ vectors, tokens }: EmbeddingsAnswer): Behaviour {
  return (steps, received, context) => {
    const { model } = received.json as { readonly model: string };
    const durations = { total_duration: 14_143_917, load_duration: 1_019_500 };
    const json = { model, embeddings: vectors, ...durations, prompt_eval_count: tokens };
    return respond({ json })(steps, received, context);
  };
}

/**
 * A text under a status, and nothing else.
 * @see https://docs.ollama.com/api/errors
 */
function refusal(status: number, { message, retryAfterSeconds }: RefusalFields): Behaviour {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
  return respond({ status, headers, json: { error: message } });
}
