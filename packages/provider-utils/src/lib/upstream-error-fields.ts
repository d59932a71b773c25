import { isMembers, type Members } from './members.ts';

/** What an upstream's error body says, in OpenAI's four words. */
export interface UpstreamErrorFields {
  readonly message?: string | undefined;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly code?: string | undefined;
}

/**
 * Reads an error body whatever its shape: `{error:{…}}` (OpenAI), `[{error:{…}}]` (Gemini),
 * `{error:{…,details:{error_code}}}` (Anthropic), `{error:"…"}` (Ollama, TGI), `{message}` (Mistral, older vLLM), `{detail}` (FastAPI),
 * `{errors:[…]}` (Cloudflare).
 */
export function readErrorFields(body: unknown): UpstreamErrorFields {
  const root = asObject(Array.isArray(body) ? body[0] : body);
  if (!root) return {};
  const inner = asObject(root.error) ?? asObject(firstOf(root.errors)) ?? root;
  const message =
    asText(inner.message) ??
    readDetail(inner.message) ??
    asText(root.error) ??
    asText(firstOf(root.errors)) ??
    readDetail(root);
  return {
    message,
    type: asText(inner.type) ?? asText(root.error_type) ?? asText(inner.status),
    param: asText(inner.param) ?? detailParam(root.detail),
    code: asCode(inner.code) ?? asText(asObject(inner.details)?.error_code),
  };
}

/** FastAPI: a text, one object, or a list of what is wrong with the request. */
function readDetail(holder: unknown): string | undefined {
  const detail = asObject(holder)?.detail;
  if (!Array.isArray(detail)) return asText(detail) ?? asText(asObject(detail)?.message);
  const lines = detail.flatMap((entry) => describeViolation(asObject(entry)) ?? []);
  return lines.length === 0 ? undefined : lines.join('; ');
}

/** `{ loc: ["body", "messages", 0, "role"], msg: "Field required" }` → `messages.0.role: Field required` */
function describeViolation(violation: Members | undefined): string | undefined {
  const text = asText(violation?.msg) ?? asText(violation?.message);
  const where = locationOf(violation);
  return text !== undefined && where !== undefined ? `${where}: ${text}` : text;
}

function detailParam(detail: unknown): string | undefined {
  return Array.isArray(detail) ? locationOf(asObject(detail[0])) : undefined;
}

function locationOf(violation: Members | undefined): string | undefined {
  const path = violation?.loc;
  if (!Array.isArray(path)) return undefined;
  // The first step says only that it was in the body.
  const steps = path[0] === 'body' ? path.slice(1) : path;
  return steps.length === 0 ? undefined : steps.join('.');
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function asObject(value: unknown): Members | undefined {
  return isMembers(value) ? value : undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asCode(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : asText(value);
}
