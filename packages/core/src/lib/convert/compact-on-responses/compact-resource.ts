import type { CompactRequest, CompactResource, ResponseResource } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { compactionPurpose } from '../../responses/seal.ts';
import { toFullUsage } from './full-usage.ts';
import { keptMessages } from './kept-messages.ts';
import { toSummaryMessage } from './summary-message.ts';

/**
 * The model's summary as a compaction: messages that were kept, and what stands for all the rest,
 * sealed. What is kept is not sealed too, so that nothing comes twice when both are handed back.
 * @throws {GatewayError} `model_error` when there is no whole summary.
 */
export async function toCompactResource(
  response: DeepReadonly<ResponseResource>,
  request: DeepReadonly<CompactRequest>,
  context: ConversionContext,
): Promise<CompactResource> {
  const replacement = [toSummaryMessage(summaryOf(response))];
  const encrypted_content = await context.seal(compactionPurpose, JSON.stringify(replacement));
  const kept = keptMessages(request, (prefix) => context.createId(prefix));
  return {
    id: context.createId('resp'),
    object: 'response.compaction',
    created_at: secondsOf(response.created_at),
    output: [...kept, { type: 'compaction', id: context.createId('cmp'), encrypted_content }],
    usage: toFullUsage(response.usage),
  };
}

/** Half a summary is none: the client gives up its conversation for it. */
function summaryOf({ status, output }: DeepReadonly<ResponseResource>): string {
  const isCut = status === 'incomplete' || status === 'failed';
  const summary = isCut ? '' : textsIn(output).join('\n\n').trim();
  if (summary) return summary;
  const fault = isCut ? 'did not finish the summary' : 'wrote no summary';
  throw new GatewayError('model_error', `The model ${fault} of the conversation.`);
}

/** Upstreams may send anything. */
function textsIn(output: DeepReadonly<ResponseResource>['output']): string[] {
  return objectsIn(output)
    .filter((item) => item.type === 'message')
    .map(({ content }) => objectsIn(content).map(textOfPart).join(''));
}

function textOfPart(part: { readonly type: string }): string {
  return part.type === 'output_text' && 'text' in part ? String(part.text ?? '') : '';
}

function secondsOf(createdAt: unknown): number {
  return Number.isInteger(createdAt) ? Number(createdAt) : Math.floor(Date.now() / 1000);
}
