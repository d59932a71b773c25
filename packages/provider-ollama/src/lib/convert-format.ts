import { isMembers, unsupported } from '@gw/provider-utils';

/**
 * The shape of the answer: `json`, or the schema itself, to which Ollama holds the model.
 * @see https://docs.ollama.com/capabilities/structured-outputs
 * @throws {GatewayError} `unsupported_parameter` for a format that it has not.
 */
export function convertFormat(format: unknown): unknown {
  if (format === undefined || format === null) return undefined;
  const { type, json_schema: wanted } = isMembers(format) ? format : {};
  if (type === 'text') return undefined;
  if (type === 'json_object') return 'json';
  if (type === 'json_schema') return (isMembers(wanted) && wanted.schema) || 'json';
  throw unsupported('response_format.type', `Ollama has no answers of format "${type}".`);
}
