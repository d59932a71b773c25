import { readEvents } from '../../support/sse-text.ts';
import type { Members } from './state-house.ts';

/** The frames of a stream, as bytes go: each with its empty line. */
export function framesIn(text: string): string[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((frame) => `${frame}\n\n`)
    .filter((frame) => !frame.startsWith(':'));
}

export const doneFrame = 'data: [DONE]\n\n';

/** Its events, parsed. */
export function eventsIn(text: string): Members[] {
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
  return readEvents(whole)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as Members);
}

/** The id of the response that a stream tells of, once it has begun. */
export function responseIdIn(text: string): string | undefined {
  return eventsIn(text)[0]?.response?.id;
}
