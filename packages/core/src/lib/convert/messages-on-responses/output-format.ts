import type { MessagesRequest, ResponsesTextSettings } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers } from '../../responses/members.ts';
import { invalidType, unsupported } from '../request-faults.ts';

/**
 * The shape of the answer's text. Anthropic always holds the model exactly to it, and gives it no name.
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
export function convertFormat({
  output_config,
}: Pick<DeepReadonly<MessagesRequest>, 'output_config'>): ResponsesTextSettings | undefined {
  const format = output_config?.format;
  if (format == null) return undefined;
  if (format.type !== 'json_schema') {
    throw unsupported('output_config.format.type', 'expected json_schema.');
  }
  const { schema } = format;
  if (!isMembers(schema)) throw invalidType('output_config.format.schema', 'an object');
  return { format: { type: 'json_schema', name: 'answer', schema, strict: true } };
}
