import type { ResolvedConfig } from '../config/resolve-config.ts';
import type { OfferedModels } from './list-models.ts';

/**
 * A command that works as it is printed: a chat with a model that is known to be there, else the list
 * of models. With keys it reads one from `$GW_KEY`: a key never stands in what we print.
 */
export function curlLine(
  config: ResolvedConfig,
  baseUrl: string,
  offered: readonly OfferedModels[],
): string {
  const needsKey = config.access.kind === 'keys' || config.access.kind === 'hooks';
  const key = needsKey ? ['-H', '"authorization: Bearer $GW_KEY"'] : [];
  const model = chooseModel(config, offered);
  if (model === undefined) return ['curl', quote(`${baseUrl}/v1/models`), ...key].join(' ');
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello!' }] });
  const json = ['-H', quote('content-type: application/json'), '-d', quote(body)];
  return ['curl', quote(`${baseUrl}/v1/chat/completions`), ...key, ...json].join(' ');
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
