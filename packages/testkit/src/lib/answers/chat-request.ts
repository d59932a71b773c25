import type { SampleSchema } from './sample-from-schema.ts';

/** What the default answers read of a chat completion request. */
export interface ChatRequest {
  model: string;
  messages: readonly ChatMessage[];
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean } | null;
  n?: number | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  logprobs?: boolean | null;
  top_logprobs?: number | null;
  tools?: readonly ChatTool[] | null;
  tool_choice?: string | { type: string; function?: { name: string } } | null;
  parallel_tool_calls?: boolean;
  response_format?: { type: string; json_schema?: { schema?: SampleSchema } } | null;
}

export interface ChatMessage {
  role: string;
  content?: string | readonly { type: string; text?: string }[] | null;
}

export interface ChatTool {
  type: string;
  function?: { name: string; parameters?: SampleSchema | null };
}

/** A message's text; a part that is no text stands as its type: `[image_url]`. */
export function messageText(message: ChatMessage | undefined): string {
  const content = message?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => part.text ?? `[${part.type}]`).join(' ');
}
