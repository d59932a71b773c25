import type OpenAI from 'openai';

/** Something that the agent can do. */
export interface Tool {
  /** What the model is told of it. */
  readonly definition: OpenAI.Responses.FunctionTool;
  /** @param args as the model wrote them, read from JSON. @throws {Error} in words that the model reads. */
  run(args: Readonly<Record<string, unknown>>): Promise<string> | string;
}

const celsius = new Map([
  ['Oslo', -4],
  ['Rome', 17],
]);

const getWeather: Tool = {
  definition: {
    type: 'function',
    name: 'get_weather',
    description: 'The weather in a city, now.',
    strict: false,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', description: 'In English: Rome' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
  run({ city }) {
    const degrees = celsius.get(String(city));
    if (degrees !== undefined) return JSON.stringify({ city, celsius: degrees });
    throw new Error(
      `There is no weather for "${city}", only for ${[...celsius.keys()].join(', ')}.`,
    );
  },
};

const findClothes: Tool = {
  definition: {
    type: 'function',
    name: 'find_clothes',
    description: 'What there is in the wardrobe for a temperature.',
    strict: false,
    parameters: {
      type: 'object',
      properties: { celsius: { type: 'number' } },
      required: ['celsius'],
      additionalProperties: false,
    },
  },
  run: ({ celsius: degrees }) => (Number(degrees) < 10 ? 'a wool coat' : 'a linen shirt'),
};

/**
 * None of them is strict: not every chat upstream keeps that promise, and the client gives up a whole
 * response whose strict arguments it cannot read. So the model is told, and writes them again.
 */
export const tools: readonly Tool[] = [getWeather, findClothes];
