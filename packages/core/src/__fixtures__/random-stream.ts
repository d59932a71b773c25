import type { Seeded } from './seeded.ts';

/** What a server-sent event stream says, next to the text that says it. */
export interface RandomStream {
  readonly text: string;
  readonly said: readonly Said[];
}

export type Said =
  | { readonly kind: 'event'; readonly event: unknown; readonly name: string | undefined }
  | { readonly kind: 'comment' }
  | { readonly kind: 'done' };

const lineEnds = ['\n', '\r\n', '\r'];
const texts = ['', 'hello', 'größe', '模型', '🙂🙂', 'a\nb', 'data: x', '"', '\r\n'];

/**
 * A stream as servers write it, and as the standard allows: any line ends, comments, fields in any
 * order, data in one line or several, blank lines where none are needed.
 * @param mixesLineEnds whether each line has an end of its own. Default: one kind for the whole stream.
 */
export function randomStream(seeded: Seeded, mixesLineEnds = false): RandomStream {
  const house = seeded.pick(lineEnds);
  let text = '';
  const write = (line: string) => {
    const wanted = mixesLineEnds ? seeded.pick(lineEnds) : house;
    // Behind a CR, an LF of its own would be read as the second half of a CRLF.
    const isSecondHalf = line === '' && text.endsWith('\r') && wanted === '\n';
    text += line + (isSecondHalf ? '\r' : wanted);
  };
  const said: Said[] = [];
  const frames = 1 + seeded.below(8);
  for (let frame = 0; frame < frames; frame++) {
    while (seeded.chance(0.1)) write('');
    said.push(...writeFrame(seeded, write));
    write('');
  }
  // Behind the mark a comment is no longer known as one; nobody misses it.
  const hasMark = said[0]?.kind !== 'comment' && seeded.chance(0.1);
  return { text: hasMark ? `\uFEFF${text}` : text, said };
}

function writeFrame(seeded: Seeded, write: (line: string) => void): Said[] {
  const kind = seeded.below(8);
  if (kind === 0) {
    write(`:${seeded.pick(['', ' keep-alive', ' größe'])}`);
    return [{ kind: 'comment' }];
  }
  if (kind === 1) {
    write(seeded.pick(['id: 7', 'retry: 1000', 'event: ping', 'unknown: x']));
    return [];
  }
  if (kind === 2) {
    write(seeded.pick(['data: [DONE]', 'data:[DONE]']));
    return [{ kind: 'done' }];
  }
  return [writeEvent(seeded, write)];
}

function writeEvent(seeded: Seeded, write: (line: string) => void): Said {
  const event = { text: seeded.pick(texts), n: seeded.below(100), list: [seeded.pick(texts)] };
  const name = seeded.chance(0.3) ? seeded.pick(['ping', 'response.created']) : undefined;
  // White space inside the JSON is where its lines may break.
  const json = seeded.chance(0.3) ? JSON.stringify(event, null, 1) : JSON.stringify(event);
  const data = json.split('\n').map((line) => `data:${seeded.chance(0.8) ? ' ' : ''}${line}`);
  const nameLine = name === undefined ? [] : [`event: ${name}`];
  const comment = seeded.chance(0.1) ? [': aside'] : [];
  const lines = seeded.chance(0.5) ? [...nameLine, ...data] : [...data, ...nameLine];
  for (const line of [...comment, ...lines]) write(line);
  return { kind: 'event', event, name };
}

/** A text's bytes in reads of any size, cut anywhere. */
export function randomReads(seeded: Seeded, bytes: Uint8Array): Uint8Array[] {
  const reads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = seeded.chance(0.3) ? 1 : seeded.below(20);
    reads.push(bytes.subarray(at, at + size));
    at += size;
  }
  return reads;
}
