import { isMembers, type Members } from '@gw/provider-utils';

/** Keywords that hold one schema, several, or several by name. */
const single = new Set(['items']);
const lists = new Set(['anyOf', 'allOf']);
const maps = new Set(['properties', '$defs', 'definitions']);
/** What constrained output understands beside them, whatever its value. */
const plain = new Set([
  'type',
  'enum',
  'const',
  'default',
  'title',
  'description',
  'required',
  '$ref',
]);
const formats = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/**
 * A schema that Anthropic can hold a model to. Rules that it cannot enforce are told to the model in
 * the description, as Anthropic's own clients do it; objects are closed, since open ones are refused.
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function convertSchema(schema: Members): Members {
  const converted: Record<string, unknown> = {};
  const rules: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'additionalProperties' || name === '$schema') continue;
    const kept = convertKeyword(name, value);
    if (kept) converted[kept.name] = kept.value;
    else rules[name] = value;
  }
  if (isObjectSchema(schema)) converted.additionalProperties = false;
  if (Object.keys(rules).length > 0) {
    converted.description = describe(schema.description, rules);
  }
  return converted;
}

interface Keyword {
  readonly name: string;
  readonly value: unknown;
}

function convertKeyword(name: string, value: unknown): Keyword | undefined {
  if (single.has(name) && isMembers(value)) return { name, value: convertSchema(value) };
  if (lists.has(name) && Array.isArray(value)) return { name, value: value.map(convertAny) };
  // With constrained output one of them is what the model writes: it cannot be two at once.
  if (name === 'oneOf' && Array.isArray(value))
    return { name: 'anyOf', value: value.map(convertAny) };
  if (maps.has(name) && isMembers(value)) return { name, value: convertMap(value) };
  return plain.has(name) || isEnforced(name, value) ? { name, value } : undefined;
}

function convertAny(value: unknown): unknown {
  return isMembers(value) ? convertSchema(value) : value;
}

function convertMap(schemas: Members): Members {
  const entries = Object.entries(schemas).map(([name, value]) => [name, convertAny(value)]);
  return Object.fromEntries(entries) as Members;
}

/** Rules of which some values are understood. */
function isEnforced(name: string, value: unknown): boolean {
  if (name === 'minItems') return value === 0 || value === 1;
  if (name === 'format') return formats.has(String(value));
  // Look-around, back references and word boundaries are not.
  return name === 'pattern' && typeof value === 'string' && !/\(\?[=!<]|\\[1-9bB]/.test(value);
}

function isObjectSchema({ type, properties }: Members): boolean {
  return (
    type === 'object' || (Array.isArray(type) && type.includes('object')) || isMembers(properties)
  );
}

function describe(description: unknown, rules: Members): string {
  const told = `It must also match ${JSON.stringify(rules)}`;
  return typeof description === 'string' && description !== '' ? `${description}\n\n${told}` : told;
}
