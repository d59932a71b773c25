import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { hangsMidStream, startUpstream, status, type Upstream } from '@gw/testkit/upstream';
import { afterAll, beforeAll, expect, it } from 'vitest';

let openai: Upstream;
let anthropic: Upstream;
const directory = mkdtempSync(join(tmpdir(), 'lasting-chat-'));

beforeAll(async () => {
  openai = await startUpstream();
  anthropic = await startUpstream();
});
afterAll(async () => {
  await openai?.close();
  await anthropic?.close();
  rmSync(directory, { recursive: true, force: true });
});

type Program = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the program, as its README says. Each time it is a process of its own. */
function start(message: string | undefined, model?: string): Program {
  const args = ['--conditions=@gw/source', 'src/main.ts', ...(message ? [message] : [])];
  return spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NO_COLOR: '1',
      DIRECTORY: directory,
      OPENAI_BASE_URL: openai.url,
      ANTHROPIC_BASE_URL: anthropic.url,
      ...(model && { MODEL: model }),
    },
  });
}

/** @returns what it printed. */
async function run(message?: string, model?: string): Promise<string> {
  const program = start(message, model);
  const [printed, failure] = await Promise.all([text(program.stdout), text(program.stderr)]);
  expect(failure).toBe('');
  return printed;
}

/** Half an answer, and no end of any kind. */
async function killInTheMiddle(program: Program): Promise<void> {
  let printed = '';
  for await (const piece of program.stdout) {
    printed += piece;
    if (printed.includes('wrote')) break;
  }
  expect(printed).toContain('wrote');
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}

// A turn that was killed holds its conversation for 10 s.
it('goes on after a restart, after a kill, and with another provider', {
  timeout: 60_000,
}, async () => {
  expect(await run('My name is Ada.')).toBe('You wrote: My name is Ada.\n');

  openai.script(hangsMidStream(8));
  await killInTheMiddle(start('Tell me about the Difference Engine at some length.'));

  const said = await run('What is my name?', 'anthropic/claude-opus-5-5');
  expect(said).toBe('You wrote: What is my name?\n');
  expect(textsOf(anthropic)).toEqual([
    ['user', 'My name is Ada.'],
    ['assistant', 'You wrote: My name is Ada.'],
    ['user', 'What is my name?'],
  ]);

  expect(await run('And back?')).toBe('You wrote: And back?\n');
  expect((await run()).trimEnd().split('\n')).toEqual([
    'user: My name is Ada.',
    'assistant: You wrote: My name is Ada.',
    'user: What is my name?',
    'assistant: You wrote: What is my name?',
    'user: And back?',
    'assistant: You wrote: And back?',
  ]);
});

it('tells what went wrong, and leaves the chat as it was', async () => {
  const before = await run();
  openai.script(status(400, { message: 'No such model.' }));
  const program = start('Hello?');
  const [failure, [code]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
  expect([code, failure]).toEqual([1, '400 No such model.\n']);
  expect(await run()).toBe(before);
});

interface Message {
  readonly role: string;
  readonly content: string | readonly { readonly text: string }[];
}

/** What the provider was asked last, in its own format. */
function textsOf({ requests }: Upstream): string[][] {
  const asked = requests.at(-1)?.json as { readonly messages: readonly Message[] } | undefined;
  return (asked?.messages ?? []).map(({ role, content }) => [
    role,
    typeof content === 'string' ? content : content.map((part) => part.text).join(''),
  ]);
}
