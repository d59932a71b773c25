import type { Members } from '@gw/provider-utils';
import type { Schema } from './gemini-api.ts';

/**
 * `const` and `enum` in Google's words, where all choices are texts (and `null`); numbers keep their
 * digits as texts, one of them alone its bounds. `undefined` where there are none, and where they
 * are of several kinds, which cannot be said.
 */
export function toEnum(schema: Members): Schema | undefined {
  const choices = choicesOf(schema);
  if (choices === undefined) return undefined;
  const nullable = choices.includes(null) ? { nullable: true } : {};
  // Google refuses empty texts among the choices.
  const said = choices.filter((choice) => choice !== null && choice !== '');
  if (said.length === 0) return { ...nullable };
  if (said.every((choice) => typeof choice === 'string')) {
    return { ...nullable, type: 'STRING', format: 'enum', enum: said };
  }
  if (said.every((choice) => typeof choice === 'number')) {
    return { ...nullable, ...numbersAmong(said) };
  }
  return said.every((choice) => typeof choice === 'boolean')
    ? { ...nullable, type: 'BOOLEAN' }
    : undefined;
}

function choicesOf(schema: Members): unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) && schema.enum.length > 0 ? schema.enum : undefined;
}

function numbersAmong(numbers: readonly number[]): Schema {
  const type = numbers.every(Number.isInteger) ? 'INTEGER' : 'NUMBER';
  const [only, ...more] = numbers;
  if (only !== undefined && more.length === 0) return { type, minimum: only, maximum: only };
  return { type, format: 'enum', enum: numbers.map(String) };
}
