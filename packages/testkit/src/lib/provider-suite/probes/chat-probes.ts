import { parallelCalls } from '../answers.ts';
import type { Members } from '../ask.ts';
import { linkedUrl, pdf, pdfUrl, png, pngUrl, schema, wav } from './media.ts';
import { type Probe, settingProbe } from './probe.ts';

const api = 'chat';

/** A part beside the words of a message. */
function partProbe(name: string, mark: string, part: object): Probe {
  const content = [{ type: 'text', text: 'What is this?' }, part];
  const members = { messages: [{ role: 'user', content }] };
  return { api, name, mark, members, param: 'messages[0].content[1]' };
}

function toolProbe(name: string, tool: object, mark: string): Probe {
  return { api, name, mark, members: { tools: [tool] }, param: 'tools[0]' };
}

function formatProbe(name: string, format: object, mark?: string): Probe {
  const members = { response_format: format };
  return { api, name, members, param: 'response_format', ...(mark && { mark }) };
}

const weather = { name: 'suite_weather', parameters: { type: 'object', properties: {} } };
const tools = [{ type: 'function', function: weather }];
const named = { type: 'function', function: { name: weather.name } };
const offered: Members = { tools: [...tools, { type: 'function', function: { name: 'suite_b' } }] };

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export const chatProbes: readonly Probe[] = [
  partProbe('a picture in place', png, { type: 'image_url', image_url: { url: pngUrl } }),
  partProbe('a picture by its URL', linkedUrl, {
    type: 'image_url',
    image_url: { url: linkedUrl },
  }),
  partProbe('a sound', wav, { type: 'input_audio', input_audio: { data: wav, format: 'wav' } }),
  partProbe('a document', pdf, {
    type: 'file',
    file: { filename: 'suite.pdf', file_data: pdfUrl },
  }),
  partProbe('a part of no known kind', 'suite-part', { type: 'suite', suite: 'suite-part' }),
  toolProbe('a custom tool', { type: 'custom', custom: { name: 'suite_custom' } }, 'suite_custom'),
  toolProbe('a tool of no known kind', { type: 'suite', suite: 'suite-tool' }, 'suite-tool'),
  {
    api,
    name: 'a strict function',
    members: { tools: [{ type: 'function', function: { ...weather, strict: true } }] },
    plain: { tools },
    param: 'tools[0]',
    hint: 'strict',
  },
  settingProbe(api, 'tool_choice', 'none', offered),
  { ...settingProbe(api, 'tool_choice', 'required', offered), name: 'a call, whichever' },
  { ...settingProbe(api, 'tool_choice', named, offered), name: 'a call of one function' },
  {
    ...settingProbe(api, 'parallel_tool_calls', false, offered),
    answer: parallelCalls,
    isKept: ({ calls }) => calls.length === 1,
  },
  formatProbe(
    'an answer by a schema',
    {
      type: 'json_schema',
      json_schema: { name: 'suite', schema },
    },
    'suite_degrees',
  ),
  formatProbe('an answer in JSON', { type: 'json_object' }),
  formatProbe('an answer in no known format', { type: 'suite', suite: 'suite-form' }, 'suite-form'),
  settingProbe(api, 'temperature', 0.25),
  settingProbe(api, 'top_p', 0.125),
  settingProbe(api, 'max_completion_tokens', 4417),
  settingProbe(api, 'stop', ['suite-stop']),
  settingProbe(api, 'seed', 4417),
  settingProbe(api, 'presence_penalty', 0.25),
  settingProbe(api, 'frequency_penalty', 0.25),
  settingProbe(api, 'logit_bias', { 4417: 1 }),
  settingProbe(api, 'logprobs', true),
  settingProbe(api, 'top_logprobs', 2),
  settingProbe(api, 'reasoning_effort', 'high'),
  settingProbe(api, 'verbosity', 'low'),
  settingProbe(api, 'n', 2),
  settingProbe(api, 'modalities', ['text', 'audio']),
  settingProbe(api, 'audio', { voice: 'suite', format: 'wav' }),
  settingProbe(api, 'web_search_options', {}),
  settingProbe(api, 'suite_unheard_of', { suite_level: 'high' }),
];
