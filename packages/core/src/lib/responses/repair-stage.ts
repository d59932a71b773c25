import type { Members } from './members.ts';

/** One thing that is set right: an event in, any number out. */
export type RepairStage = (event: Members) => readonly Members[];

/** An object that says these members: itself where it does so already. */
export function saying(object: Members, members: Members): Members {
  const isRight = Object.entries(members).every(([name, value]) => object[name] === value);
  return isRight ? object : { ...object, ...members };
}
