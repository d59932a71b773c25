import type { ApiName } from '@gw/core';
import type { ChatFinishReason, ResponsesOutputItem, ResponsesUsage } from '@gw/schema';
import type { Behaviour } from '../upstream/behaviour.ts';

/**
 * What an upstream sends, as one JSON text or as a stream. The suite names it; it does not follow
 * from the request, because a provider has to take what comes.
 */
export type ReplyKind = 'json' | 'stream';

/** One wire format: how an upstream that speaks it says what the suite wants to hear. */
export interface ProviderWire {
  /**
   * Whether it is the wire of the apis themselves. Then nothing has to be converted, so nothing may
   * change: requests, replies and frames keep their bytes, calls their ids.
   */
  readonly isNative: boolean;
  /** The apis that it is the own wire of. Default: all that it answers where `isNative`, else none. */
  readonly nativeApis?: readonly ApiName[];
  /** What separates the events of a stream. Default: `sse`. */
  readonly framing?: 'sse' | 'ndjson';
  /** Path of the upstream's base URL. Default: `/v1`. */
  readonly basePath?: string;
  /** An answer for each api that the provider declares. */
  readonly answers: WireAnswers;
  /** Its error object under an HTTP status. */
  refusal(status: number, fields: RefusalFields): Behaviour;
  /** Which fields its error object has beside the message. */
  readonly refusalFields: readonly ('type' | 'param' | 'code')[];
  /**
   * Makes a stream tell of an error behind its first frame, and end. Default: this wire has no way
   * to say so.
   */
  errorInStream?(message: string): Behaviour;
}

export interface WireAnswers {
  chat?(answer: ChatAnswer, kind: ReplyKind): Behaviour;
  embeddings?(answer: EmbeddingsAnswer): Behaviour;
  images?(answer: ImagesAnswer, kind: ReplyKind): Behaviour;
  responses?(answer: ResponsesAnswer, kind: ReplyKind): Behaviour;
  compact?(answer: CompactAnswer): Behaviour;
  /** @param tokens how many a request would have. */
  input_tokens?(tokens: number): Behaviour;
  messages?(answer: ChatAnswer, kind: ReplyKind): Behaviour;
  /** @param tokens how many a request would have. */
  count_tokens?(tokens: number): Behaviour;
  /** Needed for a provider with `listModels`. */
  models?(ids: readonly string[]): Behaviour;
}

/** One answer of a chat model. */
export interface ChatAnswer {
  /** What it says, in the pieces of a stream. */
  readonly text: readonly string[];
  /** Which functions it calls. In a stream their pieces come by turns if the wire can do that. */
  readonly toolCalls: readonly ToolCallAnswer[];
  readonly finishReason: ChatFinishReason;
  /** In tokens. A wire whose streams tell it only on demand looks at the request. */
  readonly usage: { readonly input: number; readonly output: number };
}

export interface ToolCallAnswer {
  /** A wire without ids leaves it out. */
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

export interface EmbeddingsAnswer {
  /** One for each input; exact in 32 bits. */
  readonly vectors: readonly (readonly number[])[];
  /** Tokens of all inputs. */
  readonly tokens: number;
}

export interface ImagesAnswer {
  /** Finished images as base64. A stream finishes the first alone. */
  readonly pictures: readonly string[];
  /** Unfinished images that a stream shows before, as base64. */
  readonly partials: readonly string[];
}

export interface ResponsesAnswer {
  /** All that the model says, finished. */
  readonly output: readonly ResponsesOutputItem[];
  /** Whether the last item was cut off. */
  readonly isIncomplete: boolean;
  /** By what. Default: `max_output_tokens`, the token limit. */
  readonly incompleteReason?: 'max_output_tokens' | 'content_filter';
  readonly usage: ResponsesUsage;
}

export interface CompactAnswer {
  /** Stands for all that was said. */
  readonly encryptedContent: string;
  readonly usage: ResponsesUsage;
}

/** What a refusal says, as far as the wire has a place for it. */
export interface RefusalFields {
  readonly message: string;
  readonly type: string;
  readonly param: string;
  readonly code: string;
  /** When to ask again. Default: it does not say. */
  readonly retryAfterSeconds?: number;
}

/** The part of a wire that speaks of one api. @throws {TypeError} when the setup left it out. */
export function answerOf<Name extends keyof WireAnswers>(
  { answers }: ProviderWire,
  name: Name,
): NonNullable<WireAnswers[Name]> {
  const answer = answers[name];
  if (!answer) throw new TypeError(`providerSuite: "wire.answers" has no "${name}".`);
  return answer;
}

/** Whether nothing has to be converted between this wire and an api. */
export function isNativeIn({ isNative, nativeApis }: ProviderWire, api: ApiName): boolean {
  return nativeApis?.includes(api) ?? isNative;
}

/** All apis that there are; a new one does not compile until it stands here. */
export const apiNames = Object.keys({
  chat: true,
  embeddings: true,
  images: true,
  responses: true,
  compact: true,
  input_tokens: true,
  messages: true,
  count_tokens: true,
} satisfies Record<ApiName, true>) as readonly ApiName[];
