import { chatLogprobs } from './chat-logprobs.ts';
import { chatReasoning } from './chat-reasoning.ts';
import { chatText } from './chat-text.ts';
import { chatToolCalls } from './chat-tool-calls.ts';
import { imagePartials } from './image-partials.ts';
import { messagesToolCalls } from './messages-tool-calls.ts';
import type { RecordedStream } from './recorded-stream.ts';
import { responsesRawReasoning } from './responses-raw-reasoning.ts';
import { responsesReasoning } from './responses-reasoning.ts';
import { responsesText } from './responses-text.ts';
import { responsesToolCalls } from './responses-tool-calls.ts';
import { responsesVllm } from './responses-vllm.ts';

/**
 * Sample streams, one for each thing that goes wrong in streams. The texts are ours; the shapes
 * follow the public document each one names as its `source`. Play one with
 * `stream(recordings.chatText.frames)`.
 */
export const recordings = {
  chatText,
  chatToolCalls,
  chatLogprobs,
  chatReasoning,
  imagePartials,
  messagesToolCalls,
  responsesText,
  responsesToolCalls,
  responsesReasoning,
  responsesRawReasoning,
  responsesVllm,
} satisfies Readonly<Record<string, RecordedStream>>;
