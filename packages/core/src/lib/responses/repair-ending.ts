import type { ResponseResource } from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import { isMembers, type Members, textOf } from './members.ts';
import { endItem } from './repair-items.ts';
import { kindOf } from './repair-kinds.ts';
import { addItem, type RepairedItem, type RepairState, tell } from './repair-state.ts';

/** `response.completed`, `response.incomplete`, `response.failed` */
export function onTerminal(state: RepairState, event: Members): void {
  const isWhole = event.type === 'response.completed';
  const { output } = isMembers(event.response) ? event.response : {};
  tellOutput(state, objectsIn(output as ResponseResource['output']) as unknown[] as Members[]);
  const open = state.items.filter((item) => item.isOpen);
  for (const item of open) {
    const status = isWhole || item !== open.at(-1) ? 'completed' : 'incomplete';
    endItem(state, item, { ...item.members, status });
  }
  tell(state, event);
}

/** Items that only the last event tells, or of which it tells more. */
function tellOutput(state: RepairState, output: readonly Members[]): void {
  const told = [...state.items];
  for (const [at, source] of output.entries()) {
    const known = findTold(told, output, at);
    if (!known && !saysSomething(source)) continue;
    const item = known ?? addItem(state, source, undefined);
    if (item.isOpen) endItem(state, item, source);
  }
}

/** By its id; vLLM's last event has new ids, so else the n-th of a type is the n-th that was told. */
function findTold(told: readonly RepairedItem[], output: readonly Members[], at: number) {
  const { id, type } = output[at] ?? {};
  const named = told.find(({ names }) => names.has(textOf(id)));
  if (named) return named;
  const before = output.slice(0, at).filter((source) => source.type === type).length;
  return told.filter((item) => item.type === type)[before];
}

/**
 * SGLang's last event has an empty message where there were calls only.
 * @see https://github.com/sgl-project/sglang/issues/12652
 */
function saysSomething(source: Members): boolean {
  if (source.type !== 'message') return true;
  const parts = objectsIn(Array.isArray(source.content) ? source.content : []) as Members[];
  return parts.some((part) => {
    const kind = kindOf('message', part.type === 'refusal' ? 'refusal' : 'output_text');
    return kind !== undefined && textOf(part[kind.field]) !== '';
  });
}
