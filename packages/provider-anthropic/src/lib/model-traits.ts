/** Levels of effort, from the least. */
export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

/** How models differ in what a request may say. */
export interface ModelTraits {
  /** Whether it thinks, and who says how long: a number of tokens, or its effort. */
  readonly thinking: 'never' | 'budget' | 'adaptive';
  /** How it is told not to think beforehand; `unsaid` where it does not unless asked. */
  readonly rest: 'unsaid' | 'disabled' | 'between_tools' | 'impossible';
  /** The efforts that it knows. */
  readonly efforts: readonly Effort[];
  /** Whether it takes `temperature` and `top_p`. */
  readonly takesSampling: boolean;
  /** Whether a system message may stand in the middle of the conversation. */
  readonly takesSystemTurns: boolean;
  /** Whether it can be made to call a tool. */
  readonly takesForcedTools: boolean;
}

/** A model's line, and its generation as a number: 4.5 is 405. */
interface ModelName {
  readonly line: string;
  readonly generation: number;
}

/**
 * Read from the name, since a request must be written before anybody could be asked. The older
 * models are all known and will not change, so a Claude that is not known is taken for a new one; what
 * speaks this wire and is no Claude, for one of the generation that most others imitate.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting#supported-models
 * @see https://platform.claude.com/docs/en/build-with-claude/effort
 */
export function traitsOf(model: string): ModelTraits {
  const name = parseName(model);
  return {
    thinking: thinkingOf(name),
    rest: restOf(name),
    efforts: effortsOf(name),
    takesSampling: name.generation < 407,
    takesSystemTurns: takesSystemTurns(name),
    takesForcedTools: !isForcedInVain(name),
  };
}

/** `claude-opus-4-5-20251101`, `claude-3-7-sonnet-latest`, `anthropic.claude-opus-4-6-v1` */
const pattern = /claude-(?:([a-z]+)-)?(\d)(?:[-.](\d{1,2})(?!\d))?(?:-([a-z]+))?/;

function parseName(model: string): ModelName {
  const id = model.toLowerCase();
  if (!id.includes('claude')) return { line: 'other', generation: 405 };
  const [, before, major, minor, behind] = pattern.exec(id) ?? [];
  const line = before ?? behind ?? 'claude';
  const generation = major === undefined ? Number.POSITIVE_INFINITY : Number(major) * 100;
  return { line, generation: generation + Number(minor ?? 0) };
}

function thinkingOf({ generation }: ModelName): ModelTraits['thinking'] {
  if (generation >= 406) return 'adaptive';
  return generation >= 307 ? 'budget' : 'never';
}

function isLarge({ line }: ModelName): boolean {
  return line === 'fable' || line === 'mythos';
}

function restOf(name: ModelName): ModelTraits['rest'] {
  const { line, generation } = name;
  if (generation < 500) return 'unsaid';
  if (isLarge(name) || generation === Number.POSITIVE_INFINITY) return 'impossible';
  if (generation < 505 || line === 'haiku') return 'disabled';
  return line === 'sonnet' ? 'between_tools' : 'impossible';
}

function effortsOf({ line, generation }: ModelName): readonly Effort[] {
  if (generation >= 407) return efforts;
  if (generation === 406) return ['low', 'medium', 'high', 'max'];
  return line === 'opus' && generation === 405 ? ['low', 'medium', 'high'] : [];
}

/** @see https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages */
function takesSystemTurns({ line, generation }: ModelName): boolean {
  return generation >= 408 && !(line === 'sonnet' && generation < 505);
}

/** @see https://platform.claude.com/docs/en/build-with-claude/thinking#thinking-with-tool-use */
function isForcedInVain(name: ModelName): boolean {
  const { line, generation } = name;
  if (isLarge(name)) return generation >= 501;
  return (line === 'opus' || line === 'sonnet') && generation >= 505;
}
