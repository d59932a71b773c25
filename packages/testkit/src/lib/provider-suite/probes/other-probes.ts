import { type Probe, settingProbe } from './probe.ts';

/** @see https://platform.openai.com/docs/api-reference/embeddings/create */
export const embeddingsProbes: readonly Probe[] = [
  {
    api: 'embeddings',
    name: 'tokens instead of text',
    members: { input: [31337, 4417] },
    mark: '31337',
    param: 'input',
  },
  settingProbe('embeddings', 'dimensions', 13),
  settingProbe('embeddings', 'suite_unheard_of', { suite_level: 'high' }),
];

/** @see https://platform.openai.com/docs/api-reference/images/create */
export const imagesProbes: readonly Probe[] = Object.entries({
  n: 2,
  size: '1536x1024',
  quality: 'low',
  background: 'transparent',
  output_format: 'webp',
  output_compression: 44,
  style: 'vivid',
  response_format: 'url',
  suite_unheard_of: { suite_level: 'high' },
}).map(([name, value]) => settingProbe('images', name, value));
