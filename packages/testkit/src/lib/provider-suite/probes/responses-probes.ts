import { parallelCalls } from '../answers.ts';
import type { Members } from '../ask.ts';
import { linkedUrl, pdf, pdfUrl, png, pngUrl, schema, wav } from './media.ts';
import { type Probe, settingProbe } from './probe.ts';

const api = 'responses';

/** A part beside the words of a message. */
function partProbe(name: string, mark: string, part: object): Probe {
  const content = [{ type: 'input_text', text: 'What is this?' }, part];
  const members = { input: [{ role: 'user', content }] };
  return { api, name, mark, members, param: 'input[0].content[1]' };
}

function toolProbe(name: string, tool: object, mark: string): Probe {
  return { api, name, mark, members: { tools: [tool] }, param: 'tools[0]' };
}

function formatProbe(name: string, format: object, mark?: string): Probe {
  const members = { text: { format } };
  return { api, name, members, param: 'text.format', ...(mark && { mark }) };
}

const name = 'suite_weather';
const weather = { type: 'function', name, parameters: { type: 'object', properties: {} } };
const offered: Members = { tools: [weather, { ...weather, name: 'suite_b' }] };
const include = ['message.output_text.logprobs'];

/** @see https://platform.openai.com/docs/api-reference/responses/create */
export const responsesProbes: readonly Probe[] = [
  partProbe('a picture in place', png, { type: 'input_image', image_url: pngUrl }),
  partProbe('a picture by its URL', linkedUrl, { type: 'input_image', image_url: linkedUrl }),
  partProbe('a sound', wav, { type: 'input_audio', input_audio: { data: wav, format: 'wav' } }),
  partProbe('a document', pdf, { type: 'input_file', filename: 'suite.pdf', file_data: pdfUrl }),
  partProbe('a part of no known kind', 'suite-part', { type: 'suite', suite: 'suite-part' }),
  {
    api,
    name: 'an item of no known kind',
    members: {
      input: [
        { role: 'user', content: 'Go on.' },
        { type: 'suite:item', suite: 'suite-item' },
      ],
    },
    mark: 'suite-item',
    param: 'input[1]',
  },
  toolProbe('a custom tool', { type: 'custom', name: 'suite_custom' }, 'suite_custom'),
  toolProbe(
    'a custom tool with a grammar',
    {
      type: 'custom',
      name: 'suite_custom',
      format: { type: 'grammar', syntax: 'regex', definition: 'suite[0-9]+' },
    },
    'suite[0-9]+',
  ),
  toolProbe('a tool of no known kind', { type: 'suite', suite: 'suite-tool' }, 'suite-tool'),
  toolProbe('a search of the web', { type: 'web_search' }, 'search'),
  {
    api,
    name: 'a strict function',
    members: { tools: [{ ...weather, strict: true }] },
    plain: { tools: [{ ...weather, strict: false }] },
    param: 'tools[0]',
    hint: 'strict',
  },
  settingProbe(api, 'tool_choice', 'none', offered),
  { ...settingProbe(api, 'tool_choice', 'required', offered), name: 'a call, whichever' },
  {
    ...settingProbe(api, 'tool_choice', { type: 'function', name }, offered),
    name: 'a call of one function',
  },
  {
    ...settingProbe(api, 'parallel_tool_calls', false, offered),
    answer: parallelCalls,
    isKept: ({ calls }) => calls.length === 1,
  },
  formatProbe(
    'an answer by a schema',
    { type: 'json_schema', name: 'suite', schema },
    'suite_degrees',
  ),
  formatProbe('an answer in JSON', { type: 'json_object' }),
  formatProbe('an answer in no known format', { type: 'suite', suite: 'suite-form' }, 'suite-form'),
  settingProbe(api, 'temperature', 0.25),
  settingProbe(api, 'top_p', 0.125),
  settingProbe(api, 'max_output_tokens', 4417),
  settingProbe(api, 'stop', ['suite-stop']),
  settingProbe(api, 'seed', 4417),
  settingProbe(api, 'presence_penalty', 0.25),
  settingProbe(api, 'frequency_penalty', 0.25),
  settingProbe(api, 'top_logprobs', 2),
  settingProbe(api, 'include', include),
  settingProbe(api, 'reasoning', { effort: 'high' }),
  { ...settingProbe(api, 'text', { verbosity: 'low' }), hint: 'verbosity' },
  settingProbe(api, 'suite_unheard_of', { suite_level: 'high' }),
];
