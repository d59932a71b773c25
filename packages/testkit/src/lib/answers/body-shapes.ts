import {
  type Check,
  isCount,
  isListOf,
  isObjectOf,
  isOneOf,
  isOptional,
  isText,
} from './checks.ts';

/** Members by name, each with its check. A null member counts as left out. */
export interface BodyShape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
}

const isNumber: Check = (value) => typeof value === 'number';
const isNamed = isObjectOf({ name: isText });
const isType =
  (type: string): Check =>
  (value) =>
    value === type;

const isMessage = isObjectOf({ content: isOptional(isOneOf(isText, isListOf(isObjectOf()))) });
const isTool = isOneOf(
  isObjectOf({ type: isType('function'), function: isNamed }),
  isObjectOf({ type: isType('custom') }),
);
const isToolChoice = isOneOf(
  isText,
  isObjectOf({ type: isType('function'), function: isNamed }),
  isObjectOf({ type: isType('custom') }),
  isObjectOf({
    type: isType('allowed_tools'),
    allowed_tools: isObjectOf({ mode: isText, tools: isListOf(isObjectOf()) }),
  }),
);

export const chatShape: BodyShape = {
  required: { model: isText, messages: isListOf(isMessage) },
  optional: {
    n: isCount,
    max_tokens: isCount,
    max_completion_tokens: isCount,
    top_logprobs: isCount,
    response_format: isObjectOf(),
    stream_options: isObjectOf(),
    tools: isListOf(isTool),
    tool_choice: isToolChoice,
  },
};

export const embeddingsShape: BodyShape = {
  required: {
    model: isText,
    input: isOneOf(isText, isListOf(isText), isListOf(isNumber), isListOf(isListOf(isNumber))),
  },
  optional: { dimensions: isCount },
};

export const imagesShape: BodyShape = {
  required: { prompt: isText },
  optional: { model: isText, n: isCount, partial_images: isCount, size: isText },
};
