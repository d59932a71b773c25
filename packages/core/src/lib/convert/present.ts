import { withoutNulls } from '../responses/members.ts';

/** The members of `T` that say something. */
export type Present<T> = { [Name in keyof T]?: NonNullable<T[Name]> };

/** Leaves out what is `null` or missing: both mean "not said", and many upstreams refuse `null`. */
export function present<T extends object>(members: T): Present<T> {
  return withoutNulls(members) as Present<T>;
}
