import { isMembers, lookUpTable, type Members, textOf, withoutNulls } from './members.ts';
import { saying } from './repair-stage.ts';

/**
 * Adds to an event what the contract requires and the upstream left out, and takes out what it
 * says with `null`. LM Studio leaves out `annotations`; vLLM has `encrypted_content: null`.
 * @see https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1089
 */
export function fillEvent(event: Members): Members {
  switch (event.type) {
    case 'response.output_item.added':
      return saying(event, { item: fillItem(event.item, 'in_progress') });
    case 'response.output_item.done':
      return saying(event, { item: fillItem(event.item, 'completed') });
    case 'response.content_part.added':
    case 'response.content_part.done':
    case 'response.reasoning_summary_part.added':
    case 'response.reasoning_summary_part.done':
      return saying(event, { part: fillPart(event.part) });
    case 'response.output_text.delta':
    case 'response.output_text.done':
      return fillLogprobs(event);
    default:
      return event;
  }
}

type Filler = (item: Members, status: string) => Members;

/** What an item of each type has at least. Items of hosted tools are their upstream's own. */
const fillers = lookUpTable<Filler>({
  message: (item, status) => ({
    role: textOf(item.role) || 'assistant',
    status: textOf(item.status) || status,
    content: fillParts(item.content),
  }),
  function_call: (item, status) => ({
    call_id: textOf(item.call_id) || textOf(item.id),
    arguments: textOf(item.arguments),
    status: textOf(item.status) || status,
  }),
  custom_tool_call: (item, status) => ({
    call_id: textOf(item.call_id) || textOf(item.id),
    input: textOf(item.input),
    status: textOf(item.status) || status,
  }),
  reasoning: (item, status) => ({
    summary: fillParts(item.summary),
    status: textOf(item.status) || status,
    ...(item.content != null && { content: fillParts(item.content) }),
  }),
  compaction: () => ({}),
});

/** @param status that it has where it does not tell. */
export function fillItem(item: unknown, status: string): Members {
  const members = isMembers(item) ? item : {};
  const fill = fillers[textOf(members.type)];
  return fill ? saying(dropNulls(members), fill(members, status)) : members;
}

function fillParts(parts: unknown): unknown[] {
  return Array.isArray(parts) ? sameOr(parts, parts.filter(isMembers).map(fillPart)) : [];
}

/** Text that a part has, by the part's type. */
const textFields = lookUpTable<string>({
  output_text: 'text',
  reasoning_text: 'text',
  summary_text: 'text',
  refusal: 'refusal',
});

function fillPart(part: unknown): Members {
  const members = isMembers(part) ? part : {};
  const field = textFields[textOf(members.type)];
  if (field === undefined) return members;
  const filled = saying(fillLogprobs(dropNulls(members)), { [field]: textOf(members[field]) });
  const hasSources = members.type !== 'output_text' || Array.isArray(members.annotations);
  return hasSources ? filled : { ...filled, annotations: [] };
}

/** Chat completions may say `bytes: null`, and upstreams hand that on. */
function fillLogprobs(members: Members): Members {
  const { logprobs } = members;
  if (Array.isArray(logprobs)) return saying(members, { logprobs: fillTokens(logprobs) });
  if (logprobs === undefined) return members;
  const { logprobs: _, ...rest } = members;
  return rest;
}

function fillTokens(tokens: unknown[]): unknown[] {
  return sameOr(tokens, tokens.filter(isMembers).map(fillToken));
}

function fillToken(token: Members): Members {
  const { bytes, top_logprobs: others } = token;
  return saying(token, {
    bytes: Array.isArray(bytes) ? bytes : [],
    top_logprobs: Array.isArray(others) ? sameOr(others, others.map(fillOther)) : [],
  });
}

function fillOther(token: unknown): unknown {
  return isMembers(token) && !Array.isArray(token.bytes) ? { ...token, bytes: [] } : token;
}

function dropNulls(members: Members): Members {
  return Object.values(members).includes(null) ? withoutNulls(members) : members;
}

/** The list itself where nothing in it was changed. */
export function sameOr<T>(list: T[], changed: T[]): T[] {
  const isSame = list.length === changed.length && list.every((item, at) => item === changed[at]);
  return isSame ? list : changed;
}
