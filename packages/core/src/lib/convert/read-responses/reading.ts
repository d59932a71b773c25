import type { Members } from '../../responses/members.ts';
import { createItemBook, type ItemBook } from './item-book.ts';
import type { ReadItem, ResponseWriter } from './response-writer.ts';
import { noText } from './told-text.ts';

/** What of a Responses stream has been read. */
export interface Reading {
  readonly writer: ResponseWriter;
  readonly book: ItemBook<ReadItem>;
  hasBegun: boolean;
  callCount: number;
  /** Whether anything of the answer has been told. */
  hasTold: boolean;
  /** Types of items that were left out. */
  readonly leftOut: Set<string>;
  /** The response at its end. */
  ended: Members;
  isIncomplete: boolean;
}

/** The state before the first event. */
export function createReading(writer: ResponseWriter): Reading {
  return {
    writer,
    book: createItemBook(newItem),
    hasBegun: false,
    callCount: 0,
    hasTold: false,
    leftOut: new Set(),
    ended: {},
    isIncomplete: false,
  };
}

function newItem(number: number): ReadItem {
  return {
    number,
    text: noText(),
    refusal: noText(),
    summary: noText(),
    summaries: [],
    reasoning: noText(),
    input: noText(),
    callIndex: undefined,
    annotations: 0,
    isDone: false,
  };
}
