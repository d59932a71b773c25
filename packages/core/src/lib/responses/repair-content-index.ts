import { isMembers, type Members, textOf } from './members.ts';
import { type RepairStage, saying } from './repair-stage.ts';

/** The part that an item opened last. */
interface LastPart {
  index: number;
  /** How far it is, as a place in `phases`. */
  phase: number;
}

/** What tells of a part, in its order: the second name is vLLM's own. */
const phases = [
  /^response\.(content_part|reasoning_part)\.added$/,
  /\.delta$/,
  /^response\.(output_text|refusal|reasoning|reasoning_text)\.done$/,
  /^response\.(content_part|reasoning_part)\.done$/,
];

const deltaPhase = 1;

/**
 * Counts the parts of each item anew: an event belongs to the part that its item opened last.
 * vLLM counted up with every delta, and later did not begin anew with the next item.
 * @see https://github.com/vllm-project/vllm/pull/24788
 * @see https://github.com/vllm-project/vllm/issues/45742
 */
export function openContentCount(): RepairStage {
  const lastParts = new Map<string, LastPart>();
  return (event) => {
    const item = itemOf(event);
    if (event.type === 'response.output_item.added') lastParts.delete(item);
    if (!('content_index' in event)) return [event];
    const part = follow(lastParts.get(item), textOf(event.type));
    lastParts.set(item, part);
    return [saying(event, { content_index: part.index })];
  };
}

/** A part goes through its phases once: what would be a step back is about the next one. */
function follow(last: LastPart | undefined, type: string): LastPart {
  const phase = phases.findIndex((pattern) => pattern.test(type));
  if (!last) return { index: 0, phase };
  const isNext =
    phase >= 0 && (phase < last.phase || (phase === last.phase && phase !== deltaPhase));
  return { index: last.index + (isNext ? 1 : 0), phase: phase < 0 ? last.phase : phase };
}

/** Ids change within an item where places do not. */
function itemOf({ item_id, item, output_index }: Members): string {
  if (typeof output_index === 'number') return `at ${output_index}`;
  return textOf(item_id) || textOf(isMembers(item) ? item.id : '');
}
