import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';
import { createRedactor } from './create-redactor.ts';

function linesOf(log: (logger: ReturnType<typeof createLogger>) => void, secrets: string[] = []) {
  const lines: string[] = [];
  const redact = createRedactor(secrets);
  log(createLogger({ redact, write: (line) => lines.push(line), now: () => 0 }));
  return lines;
}

describe('the log', () => {
  it('has one JSON object a line', () => {
    const lines = linesOf((log) => {
      log.warn('First.', { requestId: 'a\nb' });
      log.error('Second.');
    });
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"First.","requestId":"a\\nb"}\n',
      '{"time":"1970-01-01T00:00:00.000Z","level":"error","message":"Second."}\n',
    ]);
  });

  it('tells errors with their causes, and none of their other members', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET', headers: { a: 'sk-x' } });
    const [line = ''] = linesOf((log) =>
      log.error('Failed.', { cause: new Error('outer', { cause }) }),
    );
    expect(JSON.parse(line)).toMatchObject({
      cause: {
        name: 'Error',
        message: 'outer',
        stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
        cause: { message: 'inner', code: 'ECONNRESET' },
      },
    });
    expect(line).not.toContain('sk-x');
  });

  it('survives what is not JSON', () => {
    const loop: Record<string, unknown> = { big: 1n };
    loop.self = loop;
    const lines = linesOf((log) => {
      log.warn('Loop.', { loop });
      log.warn('Big.', { big: 1n });
    });
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      'A log line was not JSON.',
      'Big.',
    ]);
  });

  it('never shows a secret, wherever it stands', () => {
    const error = new Error('refused sk-upstream-longer');
    const [line] = linesOf(
      (log) =>
        log.error('Key "sk-upstream"', {
          error,
          header: 'Bearer somebody-elses',
          url: 'x?k=sk-upstream',
        }),
      ['sk-upstream', 'sk-upstream-longer'],
    );
    expect(line).not.toMatch(/sk-upstream|longer|somebody/);
    expect(line).toContain('Bearer ********');
  });

  it('does not take a short key for a secret, which would mask every word', () => {
    expect(createRedactor(['a', ''])('a banana')).toBe('a banana');
  });
});
