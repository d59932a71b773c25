import { describe, expect, it } from 'vitest';
import { chatRaw, type RawReply, responsesRaw } from '../../__fixtures__/raw-client.ts';
import { errorEventInside200, startUpstream } from '../../upstream.ts';

describe('errorEventInside200', () => {
  it('is by default the first event, with all four members, and ends the body', async () => {
    await using upstream = await startUpstream({ script: [errorEventInside200()] });
    const reply = await chatRaw(upstream.url, { stream: true });
    expect(reply).toMatchObject({ status: 200, ending: 'end' });
    expect(reply.headers['content-type']).toContain('text/event-stream');
    expect(reply.text).toBe(
      'data: {"error":{"message":"The server had an error while processing your request.",' +
        '"type":"server_error","param":null,"code":null}}\n\n',
    );
  });

  it('comes after so many frames, named and cut as asked', async () => {
    await using upstream = await startUpstream();
    const error = { message: 'Overloaded', type: 'overloaded_error' };
    upstream.script(errorEventInside200({ afterFrames: 2, error, event: 'error', how: 'fin' }));
    const reply = await chatRaw(upstream.url, { stream: true });
    expect(reply.chunks).toHaveLength(3);
    expect(String(reply.chunks[2])).toMatch(
      /^event: error\ndata: \{"error":\{"message":"Overloaded"/,
    );
    expect(reply.text).not.toContain('[DONE]');
    expect(reply.ending).toBe('ECONNRESET');
  });

  it('is a numbered event on the Responses wire, of either shape', async () => {
    await using upstream = await startUpstream();
    const error = { message: 'Overloaded', type: 'server_error', code: 'overloaded' };
    upstream.script(
      errorEventInside200({ afterFrames: 2, error }),
      errorEventInside200({ afterFrames: 2, error, nested: true }),
    );
    const lastOf = ({ chunks }: RawReply) => String(chunks.at(-1));
    const flat = await responsesRaw(upstream.url, { stream: true });
    expect(flat.chunks).toHaveLength(3);
    expect(lastOf(flat)).toBe(
      'event: error\ndata: {"message":"Overloaded","type":"error","param":null,' +
        '"code":"overloaded","sequence_number":2}\n\n',
    );
    expect(lastOf(await responsesRaw(upstream.url, { stream: true }))).toBe(
      'event: error\ndata: {"type":"error","sequence_number":2,"error":{"message":"Overloaded",' +
        '"type":"server_error","param":null,"code":"overloaded"}}\n\n',
    );
  });
});
