import { type Members, membersOf } from '../judges/judge.ts';
import { picture, question } from './turns.ts';
import type { ClientApi } from './ways.ts';

/** Lines in which all wires tell a conversation alike. */
export const line = {
  said: (role: 'user' | 'model', text: unknown) => `${role}: ${text}`,
  call: (name: unknown, args: unknown) => `call ${name} ${JSON.stringify(args)}`,
  output: (text: unknown) => `output ${text}`,
  picture: (base64: unknown) => `picture ${String(base64).slice(-12)}`,
};

/** A question, what the first model did about it, and what came of that. */
export function firstTurn(api: ClientApi, speaker: string): string[] {
  return [
    line.said('user', question),
    line.said('model', `${speaker} looks it up.`),
    line.call('weather', { city: 'Rome', days: [1, 2] }),
    line.call('weather', { city: 'Oslo' }),
    line.output('weather 0'),
    line.output('weather 1'),
    // In chat a tool gives back text only.
    ...(api === 'chat' ? [] : [line.picture(picture)]),
  ];
}

export const secondTurn = [line.call('time', {}), line.output('time 0')];

/** A picture in a data URL. */
export function pictureIn(url: unknown): string {
  const text = String(url);
  return line.picture(text.slice(text.indexOf(',') + 1));
}

/** How a picture is introduced that has to stand outside of its output. */
const introduction = /^user: Result of /;

export function withoutIntroductions(lines: readonly string[]): string[] {
  return lines.filter((text) => !introduction.test(text));
}

/** Arguments are compared by what they mean, where they mean anything. */
export function argsOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

/** A content that is a text or a list, as a list. */
export function partsOf(content: unknown, type: string): Members[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type, text: content }];
  return Array.isArray(content) ? content.map(membersOf) : [];
}
