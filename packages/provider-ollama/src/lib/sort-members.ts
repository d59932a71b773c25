import { unsupported } from '@gw/provider-utils';
import { optionNames } from './convert-options.ts';
import type { Warn } from './request-context.ts';

type Members = Readonly<Record<string, unknown>>;

/** Members of a chat request that are converted, each by its own rule. */
const converted = [
  'model',
  'messages',
  'stream',
  'tools',
  'tool_choice',
  'response_format',
  'reasoning_effort',
  'temperature',
  'top_p',
  'seed',
  'stop',
  'presence_penalty',
  'frequency_penalty',
  'max_completion_tokens',
  'max_tokens',
  'options',
  ...optionNames,
];

/** Members that are about OpenAI's service, not about the answer. */
const aboutTheService = [
  'stream_options',
  'metadata',
  'store',
  'service_tier',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  // It makes answers faster, not different.
  'prediction',
];

const own = new Set([...converted, ...aboutTheService]);

/** Members that would make the answer a somewhat different one. */
const missed = new Set(['logit_bias', 'verbosity', 'moderation']);

/** Members without which the answer would be none. */
const refused: Readonly<Record<string, string>> = {
  audio: 'Ollama makes no sound.',
  web_search_options: 'Ollama does not search the web by itself.',
  functions: 'Ollama knows "tools", not the "functions" from before them.',
  function_call: 'Ollama knows "tools", not the "functions" from before them.',
};

/**
 * What goes to Ollama unread: its own settings (`think`, `format`, `keep_alive`, `logprobs`, …) as
 * requests and overrides name them, and whatever nobody here knows.
 * @throws {GatewayError} `unsupported_parameter` for what Ollama cannot do.
 */
export function unreadMembers(request: Members, warn: Warn): Members {
  const entries = Object.entries(request).filter(
    ([name, value]) => value !== null && value !== undefined && !isSettled(name, value, warn),
  );
  return Object.fromEntries(entries);
}

/** Whether a member has been dealt with. */
function isSettled(name: string, value: unknown, warn: Warn): boolean {
  if (own.has(name)) return true;
  if (Object.hasOwn(refused, name)) throw unsupported(name, refused[name] as string);
  if (missed.has(name)) warn(`Ollama does not know "${name}"; it was left out.`);
  return missed.has(name) || isSettledByValue(name, value, warn);
}

/** Some are no matter as long as they ask for what Ollama does anyway. */
function isSettledByValue(name: string, value: unknown, warn: Warn): boolean {
  if (name === 'n') {
    if (value !== 1) throw unsupported(name, 'Ollama gives one answer at a time.');
    return true;
  }
  if (name === 'modalities') {
    const isText = Array.isArray(value) && value.every((one) => one === 'text');
    if (!isText) throw unsupported(name, 'Ollama answers in text only.');
    return true;
  }
  if (name !== 'parallel_tool_calls') return false;
  if (value === false) warn('Ollama does not know "parallel_tool_calls"; there may be several.');
  return true;
}
