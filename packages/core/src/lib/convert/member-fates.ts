import type { ConversionContext } from '../conversion.ts';
import { present } from './present.ts';
import { unsupported } from './request-faults.ts';

/** What becomes of a top-level member on its way to the Responses api. */
export type Fate =
  /** Responses has it under the same name. */
  | 'same'
  /** Another function of the conversion tells it. */
  | 'elsewhere'
  /** Responses cannot say it, unless the value says nothing. */
  | 'refused'
  /** The upstream need not obey, so the answer is good without it. */
  | 'left out';

/** What a conversion does with the members that a client may send. */
export interface MemberFates {
  /** Members that stand in neither list go on as they are. */
  readonly fates: Readonly<Record<string, Fate>>;
  /** Whether the value of a refused member asks for what happens anyway. */
  saysNothing(name: string, value: unknown): boolean;
}

/**
 * Members of the Responses api that name state of the upstream, where all tenants are one. No other
 * api has them: a client that adds them to its own is refused.
 */
const stateful = ['previous_response_id', 'conversation', 'prompt', 'background'];

/**
 * What goes on as it is: members of the same name, those that the target carries, and those that the
 * client's api does not have, since compatible upstreams understand them.
 */
export function keepMembers(
  request: object,
  { fates, saysNothing }: MemberFates,
  context: ConversionContext,
): Record<string, unknown> {
  const fateOf = (name: string): Fate => {
    if (context.carries.includes(name)) return 'same';
    if (Object.hasOwn(fates, name)) return fates[name] ?? 'same';
    return stateful.includes(name) ? 'refused' : 'same';
  };
  const members = Object.entries(present(request));
  for (const [name, value] of members) {
    const fate = fateOf(name);
    if (fate === 'left out') context.warn(`"${name}" was left out: the Responses api has none.`);
    if (fate === 'refused' && !saysNothing(name, value)) {
      throw unsupported(name, 'it has no counterpart in the Responses api.');
    }
  }
  return Object.fromEntries(members.filter(([name]) => fateOf(name) === 'same'));
}
