import type { ApiName, ProviderReply } from '@gw/core';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Members } from './ask.ts';
import type { Bench } from './bench.ts';
import type { Frames } from './frames.ts';
import type { ChatAnswer, ProviderWire, ReplyKind, ToolCallAnswer } from './provider-wire.ts';

/**
 * An api in which one talks with a model: how the suite asks in it and what it hears. What holds for
 * all of them is tested once, by way of this.
 */
export interface Talk {
  readonly api: ApiName;
  /** The members of a request that asks this. */
  ask(asking: Asking): Members;
  /** A request's text with everything that a parse and stringify would change. */
  oddBody(model: string): string;
  /** Has an upstream say this. */
  answer(wire: ProviderWire, answer: ChatAnswer, kind: ReplyKind): Behaviour;
  /**
   * What a reply says, read to its end.
   * @param members of the request that it answers.
   */
  hear(bench: Bench, reply: ProviderReply, members: Members): Promise<Told>;
  /** The text of a stream as far as it was read. */
  textIn(frames: Frames): string;
  /** Whether a stream says of itself that it is whole. */
  endsIn(frames: Frames): boolean;
  /** What two readings of one stream have in common, however it came over the wire. */
  sayingIn(bench: Bench, frames: Frames): unknown;
}

/** What the suite asks a model. */
export interface Asking {
  readonly text: string;
  /** What the model is told beforehand. Default: nothing. */
  readonly system?: string;
  /** Functions to offer. Default: none. */
  readonly tools?: readonly Tool[];
  /** How many calls it has to make. Default: as it likes. */
  readonly calls?: 'one' | 'several';
  /** A call that it has made upon `text`, and what came of it. Default: it has made none. */
  readonly called?: {
    readonly call: ToolCallAnswer;
    readonly result: string;
    /** What it said before it called. Default: nothing. */
    readonly said?: string;
  };
  /** JSON Schema of the answer. Default: it answers in words. */
  readonly schema?: object;
  /** The most tokens to write. Default: as many as it likes. */
  readonly maxTokens?: number;
}

export interface Tool {
  readonly name: string;
  readonly description?: string;
  readonly parameters: object;
}

/** What a reply has said. */
export interface Told {
  readonly text: string;
  readonly calls: readonly ToldCall[];
  /** In chat's words. */
  readonly finish: string;
  readonly usage?: { readonly input: number; readonly output: number } | undefined;
}

/** A call as it was put together. */
export interface ToldCall {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** JSON text. */
  readonly arguments: string;
}
