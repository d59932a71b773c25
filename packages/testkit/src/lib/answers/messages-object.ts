import type {
  CountTokensRequest,
  MessagesRequest,
  MessagesResponse,
  MessagesUsage,
} from '@gw/schema';
import { type MessagesPlan, planContent } from './messages-content.ts';
import { inputMessages, textOfBlocks } from './messages-input.ts';
import { stableId } from './stable-id.ts';
import { countTokens } from './tokens.ts';

/**
 * The message object.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export function messageObject(request: MessagesRequest, origin: string): MessagesResponse {
  const plan = planContent(request, origin);
  const { content, stopReason, stopSequence } = plan;
  return {
    id: stableId('msg_', [request.model, request.messages, request.system]),
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: stopReason,
    stop_sequence: stopSequence,
    stop_details:
      stopReason === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null,
    container: null,
    diagnostics: null,
    usage: usageOf(request, plan),
  };
}

function usageOf(request: MessagesRequest, { written, thought }: MessagesPlan): MessagesUsage {
  const input = countPromptTokens(request);
  // Where the client marks what may be cached, half of it looks known.
  const cached = JSON.stringify(request).includes('"cache_control":{') ? Math.floor(input / 2) : 0;
  return {
    input_tokens: input - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: written,
    output_tokens_details: { thinking_tokens: thought },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}

/** The words of all messages, of the system prompt and of the tools. */
export function countPromptTokens(request: CountTokensRequest): number {
  const words = inputMessages(request).map(({ content }) => textOfBlocks(content));
  const said = [...words, textOfBlocks(request.system ?? '')];
  return said.reduce((sum, text) => sum + countTokens(text), countTokens(request.tools));
}
