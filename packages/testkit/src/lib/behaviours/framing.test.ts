import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chatRaw } from '../../__fixtures__/raw-client.ts';
import {
  type Behaviour,
  comments,
  compose,
  cr,
  crlf,
  recordings,
  splitEveryByte,
  splitUtf8,
  startUpstream,
  stream,
} from '../../upstream.ts';

const { frames, bytes } = recordings.chatText;
const body = frames.join('');

async function play(...behaviours: readonly Behaviour[]) {
  await using upstream = await startUpstream();
  upstream.script(compose(stream(frames), ...behaviours));
  return await chatRaw(upstream.url);
}

describe('line ends', () => {
  it('crlf ends every line with CR LF', async () => {
    expect((await play(crlf())).text).toBe(body.replaceAll('\n', '\r\n'));
  });

  it('cr ends every line with CR alone', async () => {
    expect((await play(cr())).text).toBe(body.replaceAll('\n', '\r'));
  });
});

describe('comments', () => {
  it('stand in front of every frame, in a write of their own', async () => {
    const { chunks } = await play(comments('still here'));
    expect(chunks.map(String)).toEqual(frames.flatMap((frame) => [': still here\n\n', frame]));
  });
});

describe('splits', () => {
  it('splitEveryByte gives the client every byte in a read of its own', async () => {
    const { chunks } = await play(splitEveryByte());
    // A busy machine may hand over two bytes at once, now and then.
    expect(chunks.length).toBeGreaterThan(bytes.length * 0.9);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
  });

  it('and so does the network: bytes are not gathered on their way', async () => {
    await using upstream = await startUpstream();
    upstream.script(compose(stream(frames.slice(0, 2)), splitEveryByte()));
    const socket = connect(upstream.port, '127.0.0.1');
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
    let reads = 0;
    socket.on('data', () => {
      reads += 1;
    });
    const { closed } = await upstream.nextRequest();
    await closed;
    expect(reads).toBeGreaterThan(frames.slice(0, 2).join('').length * 0.9);
    socket.destroy();
  });

  it('splitUtf8 tears every character of several bytes apart, and nothing else', async () => {
    const { chunks } = await play(splitUtf8());
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
    const continuations = bytes.filter((byte) => byte >> 6 === 0b10).length;
    expect(continuations).toBeGreaterThan(20);
    expect(chunks).toHaveLength(frames.length + continuations);
    const torn = chunks.slice(1).filter((chunk) => (chunk[0] ?? 0) >> 6 === 0b10);
    expect(torn).toHaveLength(continuations);
  });

  it('work behind another: CR and LF come in two reads', async () => {
    const { chunks } = await play(crlf(), splitEveryByte());
    expect(chunks.map(String).join('|')).toContain('\r|\n|\r|\n');
  });
});
