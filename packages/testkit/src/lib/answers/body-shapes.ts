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

const isSaid = isOptional(isOneOf(isText, isListOf(isObjectOf())));
const isItem = isObjectOf({
  content: isSaid,
  output: isSaid,
  id: isOptional(isText),
  call_id: isOptional(isText),
  encrypted_content: isOptional(isText),
});
const isFlatTool = isOneOf(
  isObjectOf({ type: isOneOf(isType('function'), isType('custom')), name: isText }),
  // Hosted tools may stand there; nobody calls them.
  (tool) => isObjectOf({ type: isText })(tool) && !isCallable(tool),
);
const isCallable = isObjectOf({ type: isOneOf(isType('function'), isType('custom')) });
const isFlatToolChoice = isOneOf(
  isText,
  isObjectOf({ type: isType('allowed_tools'), tools: isListOf(isObjectOf()) }),
  (choice) => isObjectOf({ type: isText })(choice) && !isAllowedTools(choice),
);
const isAllowedTools = isObjectOf({ type: isType('allowed_tools') });

const promptShape = {
  input: isOneOf(isText, isListOf(isItem)),
  instructions: isText,
  tools: isListOf(isFlatTool),
};

export const responsesShape: BodyShape = {
  required: { model: isText },
  optional: {
    ...promptShape,
    tool_choice: isFlatToolChoice,
    text: isObjectOf({ format: isOptional(isObjectOf({ type: isText })) }),
    reasoning: isObjectOf(),
    include: isListOf(isText),
    max_output_tokens: (value) => isCount(value) && Number(value) >= 16,
    top_logprobs: (value) => isCount(value) && Number(value) <= 20,
    stream_options: isObjectOf(),
    metadata: isObjectOf(),
  },
};

export const compactShape: BodyShape = { required: { model: isText }, optional: promptShape };

export const inputTokensShape: BodyShape = { required: {}, optional: promptShape };

const isInputBlock: Check = (block) =>
  isObjectOf({
    type: isText,
    text: isOptional(isText),
    content: isOptional(isOneOf(isText, isListOf(isInputBlock))),
    source: isOptional(isObjectOf()),
    signature: isOptional(isText),
    data: isOptional(isText),
  })(block);
const isBlocks = isOneOf(isText, isListOf(isInputBlock));
const isTyped = isObjectOf({ type: isText });

const messagesPrompt: BodyShape = {
  required: {
    model: isText,
    messages: isListOf(isObjectOf({ role: isText, content: isBlocks })),
  },
  optional: {
    system: isBlocks,
    tools: isListOf(isObjectOf({ name: isText, type: isOptional(isText) })),
    tool_choice: isTyped,
    thinking: isTyped,
    output_config: isObjectOf({ format: isOptional(isTyped) }),
  },
};

export const messagesShape: BodyShape = {
  required: { ...messagesPrompt.required, max_tokens: isCount },
  optional: {
    ...messagesPrompt.optional,
    stop_sequences: isListOf(isText),
    metadata: isObjectOf(),
  },
};

export const countTokensShape = messagesPrompt;

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
