import { checkMetadata } from '../kit/check-metadata.ts';
import { invalid, missing, wrongType } from '../kit/faults.ts';
import { type Members, refuseOthers, textAt } from '../kit/members.ts';
import type { PromptVersion } from './prompt-records.ts';
import { readVersion } from './read-version.ts';
import { isVariableName, variablesIn } from './template.ts';

/** What a client says about a new version. What it does not say is unset. */
export interface PromptDraft {
  readonly template?: string;
  /** None, in so many words: those of the text. */
  readonly variables?: readonly string[] | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly metadata?: PromptVersion['metadata'];
}

const draftMembers = ['prompt', 'template', 'variables', 'name', 'description', 'metadata'];

/**
 * The body that makes a prompt.
 * @throws {GatewayError} naming the member.
 */
export function readDraft(body: Members): PromptDraft {
  refuseOthers(body, draftMembers);
  return draftIn(body);
}

/** What a new version of a prompt says, and what it goes on from. */
export interface NextVersion {
  readonly draft: PromptDraft;
  /** The version that the client knows as the newest. */
  readonly base: number;
  /** Whether it becomes the default version. */
  readonly isDefault: boolean;
}

/**
 * The body that makes a version of a prompt that is there.
 * @throws {GatewayError} naming the member.
 */
export function readNextVersion(body: Members): NextVersion {
  refuseOthers(body, [...draftMembers, 'version', 'set_as_default']);
  const draft = draftIn(body);
  if (Object.keys(draft).length === 0) throw missing('prompt');
  const isDefault = body.set_as_default ?? true;
  if (typeof isDefault !== 'boolean') throw wrongType('set_as_default', 'a boolean', isDefault);
  return { draft, base: readVersion(body.version), isDefault };
}

/** The body that names a version. @throws {GatewayError} naming the member. */
export function readChosenVersion(body: Members): number {
  refuseOthers(body, ['version']);
  return readVersion(body.version);
}

function draftIn(body: Members): PromptDraft {
  const template = readTemplate(body);
  return {
    ...(template !== undefined && { template }),
    ...(body.variables !== undefined && { variables: readNames(body.variables) }),
    ...(body.name !== undefined && { name: readText(body.name, 'name') }),
    ...(body.description !== undefined && {
      description: readText(body.description, 'description'),
    }),
    ...(body.metadata !== undefined && { metadata: checkMetadata(body.metadata) }),
  };
}

/** `prompt` is Llama Stack's name for it, `template` that of others. */
function readTemplate({ prompt, template }: Members): string | undefined {
  const texts = Object.entries({ prompt, template }).flatMap(([param, value]) =>
    value == null ? [] : textAt(value, param),
  );
  if (texts.length === 2 && texts[0] !== texts[1])
    throw invalid('template', "'prompt' and 'template' are two names of one text; give one.");
  return texts[0];
}

function readNames(variables: unknown): readonly string[] | null {
  if (variables === null) return null;
  if (!Array.isArray(variables)) throw wrongType('variables', 'an array', variables);
  const names = new Set<string>();
  for (const [position, value] of variables.entries()) {
    const param = `variables[${position}]`;
    const name = textAt(value, param);
    if (!isVariableName(name)) throw invalid(param, "a name is letters, digits, '_', '-' and '.'.");
    if (names.has(name)) throw invalid(param, 'the name is there twice.');
    names.add(name);
  }
  return [...names];
}

function readText(value: unknown, param: string): string | null {
  return value === null ? null : textAt(value, param);
}

/** The content of the version that a draft makes. */
export type DraftedContent = Omit<PromptVersion, 'version' | 'created_at' | 'updated_at'>;

/**
 * Fills in what a draft does not say: from the version that it goes on from, or with nothing.
 * @throws {GatewayError} `missing_required_parameter` without a text; `invalid_value` where `variables`
 * lacks one of the text's.
 */
export function completeDraft(draft: PromptDraft, base?: PromptVersion): DraftedContent {
  const template = textAt(draft.template ?? base?.template, 'prompt');
  return {
    name: draft.name === undefined ? (base?.name ?? null) : draft.name,
    description: draft.description === undefined ? (base?.description ?? null) : draft.description,
    template,
    variables: declaredFor(template, draft, base),
    metadata: draft.metadata ?? base?.metadata ?? {},
  };
}

function declaredFor(
  template: string,
  draft: PromptDraft,
  base: PromptVersion | undefined,
): readonly string[] {
  const used = variablesIn(template);
  const kept = draft.template === undefined ? base?.variables : undefined;
  const declared = draft.variables === undefined ? kept : draft.variables;
  if (!declared) return used;
  const names = new Set(declared);
  const unnamed = used.find((name) => !names.has(name));
  if (unnamed !== undefined)
    throw invalid('variables', `the text has '{{${unnamed}}}', which is not among them.`);
  return declared;
}
