import { GatewayError } from '@gw/core';
import type { ResponsesInputMessage } from '@gw/schema';
import { invalid, wrongType } from '../kit/faults.ts';
import { type Members, membersAt, refuseOthers, textAt } from '../kit/members.ts';
import { findNamed } from '../kit/not-found.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import { getHead, getVersion } from './keep-prompts.ts';
import type { PromptVersion } from './prompt-records.ts';
import { readVariables } from './read-variables.ts';
import { type RenderedPart, renderTemplate, type VariableValue } from './render-template.ts';
import { parseTemplate, type Segment } from './template.ts';

/** What a response's `prompt` comes to: `instructions`, or a `message` where there is more than text. */
export type ResolvedPrompt = {
  /** What the response's own `prompt` says: the id, the version that was used, variables as they were given. */
  readonly echo: PromptEcho;
} & (
  | { readonly instructions: string; readonly message?: undefined }
  /** To stand in front of the input. */
  | { readonly message: ResponsesInputMessage; readonly instructions?: undefined }
);

export interface PromptEcho {
  readonly id: string;
  readonly version: string;
  readonly variables: Members;
}

/** A response's `prompt`, looked at by itself. */
interface PromptReference {
  readonly id: string;
  /** None: the default version. */
  readonly version: string | number | undefined;
  readonly variables: Members;
  readonly values: ReadonlyMap<string, VariableValue>;
}

/**
 * Finds the prompt that a response names, and writes its variables into it.
 *
 * Each place of the template needs a variable. Variables that the template has no place for must at
 * least be declared by the version, so that a misspelt name does not go unnoticed.
 * @param prompt `{ id, version?, variables? }`; the version as a string or a number.
 * @param maxBytes what the text with its variables may come to.
 * @throws {GatewayError} `not_found` for an id, or a version of it, that this tenant does not have;
 * `missing_required_parameter` and `invalid_value` naming `prompt.variables.NAME`; `invalid_type`,
 * `unsupported_parameter`; `body_too_large`; `unavailable`.
 * @see https://platform.openai.com/docs/api-reference/responses/create#responses-create-prompt
 */
export async function resolvePrompt(
  store: TenantStore,
  prompt: unknown,
  maxBytes: number,
): Promise<ResolvedPrompt> {
  const reference = readReference(prompt);
  const version = await findVersion(store, reference);
  const segments = parseTemplate(version.template);
  checkNames(segments, version, reference.values);
  const parts = renderTemplate(segments, reference.values, maxBytes);
  const { id, variables } = reference;
  return { echo: { id, version: String(version.version), variables }, ...toInstructions(parts) };
}

function readReference(prompt: unknown): PromptReference {
  const given = membersAt(prompt, 'prompt');
  refuseOthers(given, ['id', 'version', 'variables'], 'prompt.');
  const id = textAt(given.id, 'prompt.id');
  const version = given.version ?? undefined;
  if (version !== undefined && typeof version !== 'string' && typeof version !== 'number')
    throw wrongType('prompt.version', 'a string', version);
  const variables = membersAt(given.variables ?? {}, 'prompt.variables');
  return { id, version, variables, values: readVariables(variables) };
}

function findVersion(store: TenantStore, { id, version }: PromptReference): Promise<PromptVersion> {
  return findNamed('prompt.id', async () => {
    if (version === undefined) return (await getHead(store, id)).value.default;
    return getVersion(store, id, { number: version, param: 'prompt.version' });
  });
}

function checkNames(
  segments: readonly Segment[],
  { variables }: PromptVersion,
  values: ReadonlyMap<string, VariableValue>,
): void {
  for (const { variable } of segments) {
    if (variable === undefined || values.has(variable)) continue;
    const param = `prompt.variables.${variable}`;
    const message = `Missing required parameter: '${param}'. The prompt has a place for it.`;
    throw new GatewayError('missing_required_parameter', message, { param });
  }
  const declared = new Set(variables);
  const other = [...values.keys()].find((name) => !declared.has(name));
  if (other !== undefined)
    throw invalid(`prompt.variables.${other}`, 'the prompt has no such variable.');
}

/** Who gives instructions gives text, in most apis: what shows pictures or files is from the user. */
function toInstructions(
  parts: readonly RenderedPart[],
): { instructions: string } | { message: ResponsesInputMessage } {
  const [first] = parts;
  if (!first) return { instructions: '' };
  if (parts.length === 1 && first.type === 'input_text') return { instructions: first.text };
  return { message: { type: 'message', role: 'user', content: [...parts] } };
}
