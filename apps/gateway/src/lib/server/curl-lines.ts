import type { ResolvedConfig } from '../config/resolve-config.ts';
import type { OfferedModels } from './list-models.ts';

/**
 * Commands that work as they are printed: a chat and a response of a model that is known to be there,
 * else the list of models. With keys they read one from `$GW_KEY`: a key never stands in what we print.
 */
export function curlLines(
  config: ResolvedConfig,
  baseUrl: string,
  offered: readonly OfferedModels[],
): readonly string[] {
  const needsKey = config.access.kind === 'keys' || config.access.kind === 'hooks';
  const key = needsKey ? ['-H', '"authorization: Bearer $GW_KEY"'] : [];
  const model = chooseModel(config, offered);
  const line = (path: string, ...more: string[]) =>
    ['curl', quote(`${baseUrl}/v1/${path}`), ...key, ...more].join(' ');
  if (model === undefined) return [line('models')];
  return [
    line('chat/completions', ...json({ model, messages: [{ role: 'user', content: 'Hello!' }] })),
    line('responses', ...json({ model, input: 'Hello!' })),
  ];
}

function json(body: object): string[] {
  return ['-H', quote('content-type: application/json'), '-d', quote(JSON.stringify(body))];
}

/** Names of models that do something else than chat; others are taken to chat. */
const noChat =
  /embed|image|dall|whisper|tts|audio|realtime|transcri|moderation|search|rerank|sora/i;

function chooseModel(
  { models }: ResolvedConfig,
  offered: readonly OfferedModels[],
): string | undefined {
  if (typeof models?.resolve === 'function') return undefined;
  const names = models
    ? Object.keys(models).filter((name) => !name.endsWith('*'))
    : offered.flatMap(({ provider, names: own }) => own.map((name) => `${provider}/${name}`));
  return names.find((name) => !noChat.test(name));
}

/** For a POSIX shell: as it is where nothing in it means anything, else in single quotes. */
function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
