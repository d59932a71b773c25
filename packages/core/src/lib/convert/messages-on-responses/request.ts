import type { MessagesRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { refusePrefill } from './messages.ts';
import { otherMembers } from './other-members.ts';
import { convertPrompt } from './prompt.ts';
import { convertSettings } from './settings.ts';

/**
 * A request of a Messages client for an upstream that speaks Responses. Where cached stretches end is
 * left out without a word: it changes what is paid, not what is answered.
 * @throws {GatewayError} `unsupported_parameter` naming what Responses cannot say; `invalid_type` or
 * `missing_required_parameter` for what has no meaning.
 * @see https://platform.claude.com/docs/en/api/messages/create
 * @see https://developers.openai.com/api/reference/resources/responses/methods/create
 */
export function convertMessagesRequest(
  request: DeepReadonly<MessagesRequest>,
  context: ConversionContext,
): ResponsesRequest {
  refusePrefill(request.messages);
  const prompt = convertPrompt(request, context);
  return {
    ...otherMembers(request, context),
    ...convertSettings(request, context),
    ...prompt,
    ...(isToThink(prompt) && { include: ['reasoning.encrypted_content'] }),
  };
}

/** Models that do not think refuse to be asked for their thoughts. */
function isToThink({ reasoning }: Pick<ResponsesRequest, 'reasoning'>): boolean {
  return reasoning != null && reasoning.effort !== 'none';
}
