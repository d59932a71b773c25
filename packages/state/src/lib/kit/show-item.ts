import type { Includable } from './include.ts';
import {
  editMembers,
  type JsonMember,
  readElements,
  readMembers,
  writeElements,
} from './json-text.ts';

/** A member's name, or which parts of a list: those of this type. */
type Step = string | { readonly parts: string };

interface Hidden {
  readonly itemType: string;
  readonly path: readonly Step[];
  /** What stands there instead, for what clients require. Default: the member is left out. */
  readonly instead?: string;
}

const hidden: { readonly [Name in Includable]: Hidden } = {
  'file_search_call.results': { itemType: 'file_search_call', path: ['results'] },
  'web_search_call.results': { itemType: 'web_search_call', path: ['results'] },
  'web_search_call.action.sources': { itemType: 'web_search_call', path: ['action', 'sources'] },
  'message.input_image.image_url': {
    itemType: 'message',
    path: ['content', { parts: 'input_image' }, 'image_url'],
  },
  'computer_call_output.output.image_url': {
    itemType: 'computer_call_output',
    path: ['output', 'image_url'],
  },
  'code_interpreter_call.outputs': {
    itemType: 'code_interpreter_call',
    path: ['outputs'],
    instead: 'null',
  },
  'reasoning.encrypted_content': { itemType: 'reasoning', path: ['encrypted_content'] },
  'message.output_text.logprobs': {
    itemType: 'message',
    path: ['content', { parts: 'output_text' }, 'logprobs'],
    instead: '[]',
  },
};

/**
 * A stored item as it is shown: without what must be asked for and was not, all else as it is written.
 * @param text of a JSON object.
 * @param include what was asked for.
 */
export function showItem(text: string, include: readonly string[]): string {
  const itemType = typeOf(readMembers(text));
  let shown = text;
  for (const [name, hiding] of Object.entries(hidden)) {
    if (hiding.itemType === itemType && !include.includes(name))
      shown = hide(shown, hiding.path, hiding.instead);
  }
  return shown;
}

function hide(text: string, [step, ...rest]: readonly Step[], instead?: string): string {
  if (step === undefined) return text;
  if (typeof step !== 'string') return hideInParts(text, step.parts, rest, instead);
  if (!text.startsWith('{')) return text;
  const member = readMembers(text).findLast(({ name }) => name === step);
  if (!member) return text;
  const edit = rest.length === 0 ? instead : hide(member.text, rest, instead);
  return edit === member.text ? text : editMembers(text, { [step]: edit });
}

function hideInParts(text: string, type: string, path: readonly Step[], instead?: string): string {
  if (!text.startsWith('[')) return text;
  const parts = readElements(text);
  const shown = parts.map((part) => {
    const isMeant = part.startsWith('{') && typeOf(readMembers(part)) === type;
    return isMeant ? hide(part, path, instead) : part;
  });
  return shown.every((part, at) => part === parts[at]) ? text : writeElements(shown);
}

function typeOf(members: readonly JsonMember[]): unknown {
  const member = members.findLast(({ name }) => name === 'type');
  return member && JSON.parse(member.text);
}
