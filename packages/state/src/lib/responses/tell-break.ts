import { createSseReader, encodeText, renderError, toGatewayError } from '@gw/core';
import { writeEvent } from './kept-response.ts';

/** Whether a text of a log holds how it ended. */
export function hasEnding(text: string): boolean {
  return /^event: (?:error|response\.(?:completed|failed|incomplete))$/m.test(text);
}

/**
 * A log as it is followed; where that breaks off, an error says so in the number of the last event: who goes
 * on behind it misses none. The response is not over for that. Behind an ending nothing is said any more.
 * @param after the number behind which it is followed.
 * @param onBreak is told why.
 */
export async function* tellBreak(
  texts: AsyncIterable<string>,
  after: number,
  onBreak: (cause: unknown) => void,
): AsyncGenerator<string> {
  let last = '';
  try {
    for await (const text of texts) {
      if (!isComment(text)) last = text;
      yield text;
    }
  } catch (thrown) {
    onBreak(thrown);
    if (hasEnding(last)) return;
    const number = numberOf(last) ?? (after < 0 ? undefined : after);
    const error = renderError(toGatewayError(thrown));
    yield writeEvent({ type: 'error', sequence_number: number, ...error });
  }
}

function isComment(text: string): boolean {
  return text.startsWith(':');
}

/** The number of the last event in a text. */
function numberOf(text: string): number | undefined {
  const frame = createSseReader<{ readonly sequence_number?: number }>()
    .push(encodeText(text))
    .at(-1);
  return frame?.kind === 'event' ? frame.event.sequence_number : undefined;
}
