import type { DeepReadonly } from '@gw/core';
import { isMembers, objectsAt, type Placed, textAt, unsupported } from '@gw/provider-utils';
import type { ResponsesCustomTool, ResponsesFunctionTool, ResponsesTool } from '@gw/schema';
import { toGeminiSchema } from './convert-schema.ts';
import type { FunctionDeclaration } from './gemini-api.ts';
import type { RequestContext } from './request-context.ts';

type Tool = DeepReadonly<ResponsesTool>;
type Namespace = Extract<Tool, { type: 'namespace' }>;

/**
 * Functions in one declaration, then tools that were written for Gemini (`{ googleSearch: {} }`),
 * as a target's overrides may have them.
 */
export function convertTools(
  tools: DeepReadonly<ResponsesTool[]> | null | undefined,
  context: RequestContext,
): unknown[] {
  const placed = objectsAt<Tool>(tools ?? [], 'tools');
  const ours = placed.filter(({ value }) => !isGeminiTool(value) && !drawsPictures(value));
  const functionDeclarations = ours.flatMap((tool) => declare(tool, context));
  warnOfStrictness(functionDeclarations, ours, context);
  const theirs = placed.filter(({ value }) => isGeminiTool(value)).map(({ value }) => value);
  return functionDeclarations.length > 0 ? [{ functionDeclarations }, ...theirs] : theirs;
}

/** Tools that Google runs and that stand on nothing but the request. */
const googleTools = new Set(['googleSearch', 'urlContext', 'codeExecution', 'googleMaps']);

/**
 * Others (`fileSearch`) name what was stored with the key, and the request may be a client's: all
 * tenants share the key.
 */
function isGeminiTool(tool: object): boolean {
  const names = Object.keys(tool);
  return names.length > 0 && names.every((name) => googleTools.has(name));
}

/** OpenAI's tool that draws is a kind of answer in Gemini. */
export function drawsPictures(tool: unknown): boolean {
  return isMembers(tool) && tool.type === 'image_generation';
}

function declare({ value, param }: Placed<Tool>, context: RequestContext): FunctionDeclaration[] {
  if (value.type !== 'namespace') return [toDeclaration({ value, param }, context)];
  const tools = objectsAt<Tool>(value.tools, `${param}.tools`);
  return tools.map((tool) => toDeclaration(tool, context, value));
}

function toDeclaration(
  { value, param }: Placed<Tool>,
  { names, traits }: RequestContext,
  namespace?: Namespace,
): FunctionDeclaration {
  if (value.type !== 'function' && value.type !== 'custom') {
    throw unsupported(`${param}.type`, `it has no tools of type "${value.type}".`);
  }
  const name = names.toWire(textAt(value.name, `${param}.name`), namespace?.name);
  const { description: own, schema } =
    value.type === 'function' ? functionMembers(value) : customMembers(value);
  const description = joinTexts([namespace?.description, own]);
  const parameters = schema ? toParameters(schema, traits.readsJsonSchema) : {};
  return { name, ...(description !== undefined && { description }), ...parameters };
}

interface ToolMembers {
  readonly description: string | null | undefined;
  /** Of its arguments. */
  readonly schema: object | null | undefined;
}

function functionMembers({ description, parameters }: DeepReadonly<ResponsesFunctionTool>) {
  return { description, schema: parameters } satisfies ToolMembers;
}

/** The input of a custom tool is free text: as a function it has one parameter, that text. */
function customMembers({ description, format }: DeepReadonly<ResponsesCustomTool>): ToolMembers {
  return {
    description: joinTexts([description, describeFormat(format)]),
    schema: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] },
  };
}

function describeFormat(format: DeepReadonly<ResponsesCustomTool>['format']): string | undefined {
  if (format?.type !== 'grammar') return undefined;
  return `The input must match this ${format.syntax} grammar:\n${format.definition}`;
}

function toParameters(
  schema: object,
  readsJsonSchema: boolean,
): Pick<FunctionDeclaration, 'parameters' | 'parametersJsonSchema'> {
  if (readsJsonSchema) return { parametersJsonSchema: schema };
  const parameters = toGeminiSchema(schema);
  // An object without properties is refused; a function without parameters is said by silence.
  return Object.keys(parameters.properties ?? {}).length > 0 ? { parameters } : {};
}

function joinTexts(texts: readonly (string | null | undefined)[]): string | undefined {
  return texts.filter(Boolean).join('\n\n') || undefined;
}

function warnOfStrictness(
  declared: readonly unknown[],
  tools: readonly Placed<Tool>[],
  { warn, holdsToSchema }: RequestContext,
): void {
  if (holdsToSchema || declared.length === 0) return;
  const isStrict = tools.some(({ value }) => value.type === 'function' && value.strict === true);
  if (isStrict) warn('"strict" was left out: Gemini is held to schemas only by a tool choice.');
}
