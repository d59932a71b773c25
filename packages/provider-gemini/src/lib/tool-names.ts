import { createToolNames, type ToolNames } from '@gw/provider-utils';

/**
 * The names of a request's tools as Gemini takes them, those outside of namespaces too: they begin with
 * a letter or an underscore there.
 * @param tools of the request, whatever was sent.
 * @see https://ai.google.dev/api/caching#FunctionDeclaration
 */
export function createGeminiNames(tools: unknown): ToolNames {
  return createToolNames(tools, (name) =>
    name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').replace(/^(?![a-zA-Z_])/, '_'),
  );
}
