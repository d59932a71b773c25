import type { ResponseResource } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';
import type { Members } from './members.ts';
import { corrections, mustHide, openState, type StampOptions, toClient } from './stamp-state.ts';

/** What must be said differently of a whole response before its client gets it. */
export function completeResponse(
  response: DeepReadonly<ResponseResource>,
  options: StampOptions,
): Partial<ResponseResource> {
  const state = openState(options);
  const told = response as unknown as Members;
  const edits = corrections(state, told);
  if (mustHide(state, told.output)) edits.output = told.output.map((item) => toClient(state, item));
  return edits as Partial<ResponseResource>;
}
