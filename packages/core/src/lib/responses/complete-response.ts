import type { ResponseResource } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';
import { isMembers, type Members, textOf } from './members.ts';
import { nameItem } from './repair-names.ts';
import { corrections, mustHide, openState, type StampOptions, toClient } from './stamp-state.ts';

export interface CompleteOptions extends StampOptions {
  /** Whether a hook made it, and no upstream. */
  readonly isOurs: boolean;
}

/** What must be said differently of a whole response before its client gets it. */
export function completeResponse(
  response: DeepReadonly<ResponseResource>,
  options: CompleteOptions,
): Partial<ResponseResource> {
  const { isOurs } = options;
  const state = openState(options);
  const told = response as unknown as Members;
  const edits = corrections(state, told);
  // What its upstream said whole has come to its end, though it did not say so.
  if (edits.status !== undefined) {
    edits.status = 'completed';
    edits.completed_at = told.completed_at ?? options.nowSeconds();
  }
  if (told.id == null || told.id === '') edits.id = options.createId('resp');
  if (typeof told.created_at !== 'number') edits.created_at = options.nowSeconds();
  const output = isOurs ? nameItems(told.output, options.createId) : told.output;
  if (output !== told.output) edits.output = output;
  if (mustHide(state, output)) edits.output = output.map((item) => toClient(state, item));
  return edits as Partial<ResponseResource>;
}

/** Items of a hook's own making may lack what makes them items; the list itself where none does. */
function nameItems(output: unknown, createId: StampOptions['createId']): unknown {
  if (!Array.isArray(output)) return output;
  const lacks = (item: unknown) => isMembers(item) && textOf(item.id) === '';
  if (!output.some(lacks)) return output;
  const whole = (item: Members) => ({ status: 'completed', ...nameItem(item, createId) });
  return output.map((item) => (lacks(item) ? whole(item) : item));
}
