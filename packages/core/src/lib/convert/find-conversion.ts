import type { ApiName } from '../api.ts';
import type { Conversion } from '../conversion.ts';
import { chatOnResponses } from './chat-on-responses/chat-on-responses.ts';
import { compactOnResponses } from './compact-on-responses/compact-on-responses.ts';
import { composeConversions } from './compose-conversions.ts';
import { countTokensOnInputTokens } from './count-tokens-on-input-tokens/count-tokens-on-input-tokens.ts';
import { messagesOnResponses } from './messages-on-responses/messages-on-responses.ts';
import { responsesOnChat } from './responses-on-chat/responses-on-chat.ts';

/**
 * All ways from the client's api to another one, `responses` being the hub. The shortest stand
 * first.
 */
const conversions = [
  responsesOnChat,
  chatOnResponses,
  compactOnResponses,
  messagesOnResponses,
  countTokensOnInputTokens,
  composeConversions(compactOnResponses, responsesOnChat),
  composeConversions(messagesOnResponses, responsesOnChat),
] as readonly unknown[] as readonly Conversion[];

/** How `from` is asked of a target that speaks `apis`; `undefined` where there is no way. */
export function findConversion(from: ApiName, apis: readonly ApiName[]): Conversion | undefined {
  return conversions.find((way) => way.from === from && apis.includes(way.to));
}
