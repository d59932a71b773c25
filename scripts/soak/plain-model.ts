import {
  type Provider,
  payloadFromValue,
  type StreamFrame,
} from '../../packages/core/src/index.ts';

const words = Array.from({ length: 40 }, (_, at) => `word${at} `);
const usage = { prompt_tokens: 10, completion_tokens: 40, total_tokens: 50 };

/** A chat model that says the same at once, whatever it is asked. */
export function plainModel(): Provider {
  return {
    specVersion: 1,
    id: 'model',
    capabilities: { apis: ['chat'] },
    async call({ stream }) {
      const head = { status: 200, headers: {} };
      if (stream) return { ...head, stream: say() };
      const message = { role: 'assistant', content: words.join('') };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      return { ...head, json: payloadFromValue({ id: 'c', model: 'up', choices, usage }) as never };
    },
  };
}

async function* say(): AsyncGenerator<readonly StreamFrame<never>[]> {
  yield words.map((content) => frame({ delta: { content }, finish_reason: null }));
  yield [frame({ delta: {}, finish_reason: 'stop' }), { kind: 'done' }];
}

function frame(choice: object): StreamFrame<never> {
  const event = { id: 'c', model: 'up', choices: [{ index: 0, ...choice }] };
  return { kind: 'event', event: event as never };
}
