/** `POST answers`. @see https://docs.acme.example/api/answers */
export interface AcmeRequest {
  readonly model: string;
  readonly turns: readonly AcmeTurn[];
  readonly stream: boolean;
  readonly tools?: readonly AcmeTool[];
  /** Whether the model has to call a tool. */
  readonly must_call?: boolean;
  /** Longest answer, in tokens. */
  readonly limit?: number;
  readonly heat?: number;
  readonly stop_at?: readonly string[];
  /** A JSON schema that the text has to follow. */
  readonly shape?: unknown;
}

export interface AcmeTurn {
  readonly from: 'operator' | 'person' | 'model' | 'tool';
  readonly text: string;
  /** Of the model: what it called. */
  readonly calls?: readonly AcmeCall[];
  /** Of a tool: the call that it answers. */
  readonly call_id?: string;
}

export interface AcmeTool {
  readonly name: string;
  readonly about?: string;
  /** A JSON schema. */
  readonly input: unknown;
}

/** Its input is a value, not a text. */
export interface AcmeCall {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
}

/** A whole answer. Nobody promises what an upstream sends, so everything may be missing. */
export interface AcmeAnswer {
  readonly text?: string | null;
  readonly calls?: readonly AcmeCall[] | null;
  readonly ended?: string;
  readonly counts?: { readonly in?: number; readonly out?: number } | null;
}

/**
 * What an event of a stream has: a piece of the text, a whole call, at last the reason and the counts,
 * or else an error.
 * @see https://docs.acme.example/api/streaming
 */
export type AcmeEvent =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'call' } & AcmeCall)
  | ({ readonly type: 'end' } & Pick<AcmeAnswer, 'ended' | 'counts'>)
  | { readonly type: 'error'; readonly message: string; readonly code?: string };
