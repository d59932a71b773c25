import type { ResponseResource } from '@gw/schema';

/** How a response ended. */
export type Ending = Pick<ResponseResource, 'status'> &
  Partial<Pick<ResponseResource, 'incomplete_details'>>;

const incompleteReasons: Readonly<Record<string, string>> = {
  max_tokens: 'max_output_tokens',
  model_context_window_exceeded: 'max_output_tokens',
  refusal: 'content_filter',
  // A server tool took too long: handed back as it is, the answer goes on.
  pause_turn: 'pause_turn',
};

/**
 * Why Anthropic's model stopped. Everything that does not say that it was cut off means that it was done:
 * `end_turn`, `stop_sequence`, `tool_use`, and what is not known yet.
 * @see https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
 */
export function mapStopReason(reason: string | undefined): Ending {
  const incomplete =
    reason !== undefined && Object.hasOwn(incompleteReasons, reason)
      ? incompleteReasons[reason]
      : undefined;
  if (incomplete === undefined) return { status: 'completed' };
  return { status: 'incomplete', incomplete_details: { reason: incomplete } };
}
