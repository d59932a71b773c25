/**
 * One event of a stream as it is read from an upstream, which may send more and less than the api
 * says; `type` is its name too. Members by type, and none of them is sure.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export interface MessagesEvent {
  readonly type?: unknown;
  /** `message_start`: the answer before its content. */
  readonly message?: unknown;
  /** Of `content_block_*`: the block's place in the answer. */
  readonly index?: unknown;
  /** `content_block_start` */
  readonly content_block?: unknown;
  /** `content_block_delta`, `message_delta` */
  readonly delta?: unknown;
  /** `message_delta`: counted from the beginning of the answer. */
  readonly usage?: unknown;
  /** `error` */
  readonly error?: unknown;
}
