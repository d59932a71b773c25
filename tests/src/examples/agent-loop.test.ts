import { join } from 'node:path';
import { doneFrame, startUpstream, status, stream, type Upstream } from '@gw/testkit/upstream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../packaging/repository.ts';
import { runCommand } from '../packaging/run-command.ts';

describe('agent-loop', () => {
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream();
  });
  afterAll(() => upstream?.close());
  beforeEach(() => upstream.reset());

  const question = 'What should I wear?';
  /** Runs it to its end, as its README says. @returns the lines that it printed. */
  async function ask(): Promise<string[]> {
    const printed = await runCommand(
      process.execPath,
      ['--conditions=@gw/source', 'src/main.ts', question],
      {
        cwd: join(root, 'examples/agent-loop'),
        env: { CHAT_BASE_URL: upstream.url, CHAT_API_KEY: 'sk-upstream', MODEL: 'some-model' },
      },
    );
    return printed.trimEnd().split('\n');
  }
  const messagesOf = (round: number) =>
    (upstream.requests[round]?.json as { messages: object[] } | undefined)?.messages;

  it('calls tools until it has an answer, on an upstream that speaks chat only', async () => {
    const weather = call('call_1', 'get_weather', '{"city":"Oslo"}');
    const clothes = call('call_2', 'find_clothes', '{"celsius":-4}');
    upstream.script(calls(weather), calls(clothes), says('Wear ', 'a wool ', 'coat.'));
    expect(await ask()).toEqual([
      'get_weather({"city":"Oslo"}) → {"city":"Oslo","celsius":-4}',
      'find_clothes({"celsius":-4}) → a wool coat',
      'Wear a wool coat.',
    ]);
    expect(new Set(upstream.requests.map(({ path }) => path))).toEqual(
      new Set(['/v1/chat/completions']),
    );
    expect(upstream.requests[0]?.json).toMatchObject({
      model: 'some-model',
      stream: true,
      tools: [
        { type: 'function', function: { name: 'get_weather' } },
        { type: 'function', function: { name: 'find_clothes' } },
      ],
    });
    expect(messagesOf(2)).toMatchObject([
      { role: 'system', content: expect.stringContaining('Use the tools') },
      { role: 'user', content: question },
      { role: 'assistant', tool_calls: [{ ...weather, id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: '{"city":"Oslo","celsius":-4}' },
      { role: 'assistant', tool_calls: [{ ...clothes, id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_2', content: 'a wool coat' },
    ]);
  });

  it('tells the model what went wrong with its calls, each with its own', async () => {
    upstream.script(
      calls(
        call('call_1', 'get_weather', '{"city":"Atlantis"}'),
        call('call_2', 'get_whether', '{}'),
        call('call_3', 'find_clothes', '{"celsius":'),
      ),
      says('I do not know.'),
    );
    const lines = await ask();
    expect(lines.at(-1)).toBe('I do not know.');
    expect(messagesOf(1)?.slice(-3)).toEqual([
      {
        role: 'tool',
        tool_call_id: 'call_1',
        content: 'Error: There is no weather for "Atlantis", only for Oslo, Rome.',
      },
      {
        role: 'tool',
        tool_call_id: 'call_2',
        content: 'Error: There is no tool "get_whether".',
      },
      {
        role: 'tool',
        tool_call_id: 'call_3',
        content: expect.stringMatching(/^Error: .*JSON/),
      },
    ]);
  });

  it('ends with what went wrong when the upstream fails', async () => {
    upstream.script(status(400, { message: 'No such model.' }));
    await expect(ask()).rejects.toThrow('400 No such model.');
  });

  it('takes half an answer for none', async () => {
    upstream.script(stream([chunk({ content: 'Wear a' }), chunk({}, 'length'), doneFrame]));
    await expect(ask()).rejects.toThrow('The response is incomplete: max_output_tokens');
  });

  it('does not go on for ever', async () => {
    const again = calls(call('call_1', 'get_weather', '{"city":"Rome"}'));
    upstream.script(...Array.from({ length: 20 }, () => again));
    await expect(ask()).rejects.toThrow('There was no answer after 8 rounds.');
    expect(upstream.requests).toHaveLength(8);
  });
});

function call(id: string, name: string, args: string) {
  return { id, type: 'function', function: { name, arguments: args } };
}

/** Arguments come in halves, as from a model that thinks while it writes. */
function calls(...made: ReturnType<typeof call>[]) {
  const pieces = made.flatMap(({ function: { name, arguments: args }, ...rest }, index) => {
    const half = Math.floor(args.length / 2);
    return [
      { index, ...rest, function: { name, arguments: args.slice(0, half) } },
      { index, function: { arguments: args.slice(half) } },
    ];
  });
  const deltas = pieces.map((piece) => chunk({ tool_calls: [piece] }));
  return stream([...deltas, chunk({}, 'tool_calls'), doneFrame]);
}

function says(...words: string[]) {
  const deltas = words.map((content) => chunk({ content }));
  return stream([...deltas, chunk({}, 'stop'), doneFrame]);
}

function chunk(delta: object, finishReason: string | null = null) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'some-model',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}
