import type { SeenEvent, StreamState } from '../stream-state.ts';

/**
 * What is wrong with an event in front of what the stream has told before it; undefined when the
 * rule is kept.
 */
export type Rule = (seen: SeenEvent, state: StreamState) => string | undefined;

/** Rules by their names. */
export type Rules = Readonly<Record<string, Rule>>;
