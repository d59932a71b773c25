export {
  type AnthropicAnswer,
  type AnthropicBlock,
  anthropicAnswer,
  anthropicJson,
  anthropicStream,
} from './lib/wires/anthropic/anthropic-answer.ts';
export {
  type AnthropicErrorFields,
  anthropicError,
  anthropicErrorInStream,
} from './lib/wires/anthropic/anthropic-errors.ts';
export { type AnthropicEvent, anthropicFrame } from './lib/wires/anthropic/anthropic-events.ts';
export { anthropicModels, anthropicTokens } from './lib/wires/anthropic/anthropic-others.ts';
export { anthropicWire } from './lib/wires/anthropic/anthropic-wire.ts';
export {
  type GeminiAnswer,
  geminiFrame,
  geminiJson,
  geminiStream,
} from './lib/wires/gemini/gemini-answer.ts';
export {
  type GeminiErrorFields,
  geminiError,
  geminiErrorInStream,
} from './lib/wires/gemini/gemini-errors.ts';
export { geminiModels, geminiTokens } from './lib/wires/gemini/gemini-others.ts';
export { geminiWire } from './lib/wires/gemini/gemini-wire.ts';
export { ollamaLines } from './lib/wires/ollama/ollama-lines.ts';
export { ollamaWire } from './lib/wires/ollama/ollama-wire.ts';
