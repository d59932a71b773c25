import { createContextKey } from './context.ts';

/**
 * What a `wrapRun` hook decides to be said of the response to come, in all snapshots of it: its `id`, the
 * `conversation` it is part of. Over what its request says, and over what an upstream says.
 *
 * `status: 'queued'` says how it began: its stream then opens with `response.created` and
 * `response.queued`, both `queued`, and `response.in_progress`, whatever the upstream's does. Where its
 * upstream keeps it (`upstreamState: 'forward'`), such a response is refused.
 */
export const describedAs = createContextKey<Readonly<Record<string, unknown>> | undefined>(
  'described as',
);
