import { type DeepReadonly, GatewayError } from '@gw/core';
import { findIssue } from '@gw/schema';
import type { ZodType } from 'zod';

/**
 * Refuses settings that the demo reads and cannot use.
 * @throws {GatewayError} 400 naming the field.
 */
export function checkSettings(schema: ZodType, body: DeepReadonly<object>): void {
  const issue = findIssue(schema, body);
  if (issue) throw new GatewayError(issue.code, issue.message, { param: issue.param });
}

/** A refusal of one field, in the words of the demo. */
export function refuse(param: string, message: string): GatewayError {
  return new GatewayError('invalid_value', message, { param });
}

const maxWarnings = 20;

/**
 * A warning for each setting that asks for something and gets nothing: whatever is not in `honoured`,
 * save values that ask for nothing.
 */
export function warnOfIgnored(
  body: DeepReadonly<object>,
  honoured: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(body)
    .filter(([name, value]) => !honoured.has(name) && asksForSomething(value))
    .slice(0, maxWarnings)
    .map(([name]) => `The demo model ignores "${name.slice(0, 64)}".`);
}

function asksForSomething(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false && value !== 'auto';
}
