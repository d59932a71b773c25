import type {
  ResponsesInputPart,
  ResponsesOutputPart,
  ResponsesReasoningText,
  ResponsesSummaryText,
} from '@gw/schema';
import { missing, wrongType } from '../kit/faults.ts';
import { type Members, membersAt, textAt } from '../kit/members.ts';

/** @throws {GatewayError} naming the member of what is at `param`. */
export type Check = (members: Members, param: string) => void;

type Part =
  | ResponsesInputPart
  | ResponsesOutputPart
  | ResponsesReasoningText
  | ResponsesSummaryText;

/** What parts of each type cannot do without; clients call the text of either side `text`, too. */
const partChecks: Readonly<Record<Part['type'] | 'text', Check>> = {
  text: texts('text'),
  input_text: texts('text'),
  output_text: texts('text'),
  reasoning_text: texts('text'),
  summary_text: texts('text'),
  refusal: texts('refusal'),
  input_image: oneText('image_url', 'file_id'),
  input_file: oneText('file_data', 'file_url', 'file_id'),
  input_audio: ({ input_audio: audio }, param) => {
    const place = `${param}.input_audio`;
    if (audio == null) throw missing(place);
    texts('data', 'format')(membersAt(audio, place), place);
  },
  input_video: texts('video_url'),
};

/**
 * A list of parts. Types that the schema does not know are the model's to judge.
 * @throws {GatewayError} naming the member, as `items[2].content[0].text`.
 */
export function checkParts(list: readonly unknown[], param: string): void {
  for (const [position, part] of list.entries()) {
    const place = `${param}[${position}]`;
    const members = membersAt(part, place);
    const type = textAt(members.type, `${place}.type`);
    checkOf(partChecks, type)?.(members, place);
  }
}

/** Text, or a list of parts. */
export function checkContent(content: unknown, param: string): void {
  if (typeof content === 'string') return;
  if (content === undefined) throw missing(param);
  if (!Array.isArray(content)) throw wrongType(param, 'a string or an array of parts', content);
  checkParts(content, param);
}

/** Members that must be there, and be text. */
export function texts(...names: readonly string[]): Check {
  return (members, param) => {
    for (const name of names) textAt(members[name], `${param}.${name}`);
  };
}

/** Members that may be there, of which one must. */
function oneText(...names: readonly [string, ...string[]]): Check {
  return (members, param) => {
    const given = names.filter((name) => members[name] != null);
    texts(...(given.length > 0 ? given : [names[0]]))(members, param);
  };
}

/** What is known of a type; nothing of one that has never been heard of. */
export function checkOf(checks: Readonly<Record<string, Check>>, type: string): Check | undefined {
  return Object.hasOwn(checks, type) ? checks[type] : undefined;
}
