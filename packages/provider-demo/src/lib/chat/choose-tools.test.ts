import { describe, expect, it } from 'vitest';
import { ask, askJson, askStream, say } from '../__fixtures__/ask.ts';

const tool = (name: string) => ({
  type: 'function',
  function: {
    name,
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
});
const custom = { type: 'custom', custom: { name: 'shell' } };
const tools = [tool('get_weather'), tool('get_time'), custom];

async function calls(more: object, content = 'Hello') {
  const messages = [{ role: 'user', content }];
  const { choices } = await askJson('chat', { messages, tools, ...more });
  return choices[0]?.message.tool_calls ?? [];
}

async function names(more: object, content?: string) {
  return (await calls(more, content)).map((call) =>
    'custom' in call ? call.custom.name : call.function.name,
  );
}

describe('tool choice', () => {
  it.each([undefined, 'auto', 'none'])('%s answers in text', async (choice) => {
    expect(await calls({ tool_choice: choice })).toEqual([]);
  });

  it('auto tells how to see a call', async () => {
    const said = await say('Hello', { tools });
    expect(said).toContain(
      'It would call a tool (get_weather, get_time, shell) if tool_choice were "required".',
    );
    expect(await say('Hello', { tools, tool_choice: 'none' })).not.toContain('get_weather');
  });

  it('required calls one tool, with arguments that its schema accepts', async () => {
    const [call, ...more] = await calls({ tool_choice: 'required' });
    expect(more).toEqual([]);
    expect(call).toEqual({
      id: expect.stringMatching(/^call_[0-9a-f]{16}$/),
      type: 'function',
      function: { name: 'get_weather', arguments: '{"city":"city"}' },
    });
  });

  it('required calls the tool that the user names', async () => {
    expect(await names({ tool_choice: 'required' }, 'Please use get_time.')).toEqual(['get_time']);
  });

  it('calls all of them where parallel calls are asked for', async () => {
    const asked = { tool_choice: 'required', parallel_tool_calls: true };
    expect(await names(asked)).toEqual(['get_weather', 'get_time', 'shell']);
    expect(await names({ ...asked, parallel_tool_calls: false })).toEqual(['get_weather']);
  });

  it('calls the function or custom tool that it names', async () => {
    const named = { type: 'function', function: { name: 'get_time' } };
    expect(await names({ tool_choice: named })).toEqual(['get_time']);
    expect(await calls({ tool_choice: custom })).toMatchObject([
      { type: 'custom', custom: { name: 'shell', input: 'demo' } },
    ]);
  });

  it('keeps to allowed tools', async () => {
    const allowed = (mode: string) => ({
      type: 'allowed_tools',
      allowed_tools: { mode, tools: [tool('get_time')] },
    });
    expect(await names({ tool_choice: allowed('required') })).toEqual(['get_time']);
    expect(await names({ tool_choice: allowed('auto') })).toEqual([]);
  });

  it.each([
    { tool_choice: 'required', tools: [] },
    { tool_choice: { type: 'function', function: { name: 'nobody' } } },
    { tool_choice: { type: 'unknown' } },
  ])('refuses what no tool can meet: %j', async (more) => {
    const messages = [{ role: 'user', content: 'Hello' }];
    await expect(ask('chat', { messages, tools, ...more })).rejects.toMatchObject({
      param: 'tool_choice',
      status: 400,
    });
  });
});

describe('streamed tool calls', () => {
  it('come in pieces that add up, told apart by index', async () => {
    const asked = { tools, tool_choice: 'required', parallel_tool_calls: true, n: 2 };
    const messages = [{ role: 'user', content: 'Hello' }];
    const whole = await askJson('chat', { messages, ...asked });
    const { events } = await askStream('chat', { messages, ...asked });
    const built = new Map<string, Members>();
    for (const { choices } of events) {
      for (const { index: choice, delta } of choices) {
        for (const { index, ...call } of delta.tool_calls ?? []) {
          const key = `${choice}.${index}`;
          built.set(key, append(built.get(key) ?? {}, call));
        }
      }
    }
    const expected: readonly unknown[] = whole.choices.flatMap(({ message }) => message.tool_calls);
    expect([...built.values()]).toEqual(expect.arrayContaining([...expected]));
    expect(built.size).toBe(6);
    expect(events.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });
});

type Members = Readonly<Record<string, unknown>>;

function append(before: Members, delta: object): Members {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(delta)) {
    const old = merged[name];
    if (typeof value === 'string') merged[name] = typeof old === 'string' ? old + value : value;
    else merged[name] = append((old ?? {}) as Members, value);
  }
  return merged;
}
