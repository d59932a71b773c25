/** A call as a model makes it. */
export interface TurnCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a model thinks, says and calls in one go. */
export interface Turn {
  readonly thought: string;
  /** Empty: it says nothing. */
  readonly text: string;
  readonly calls: readonly TurnCall[];
}

export const question = 'Where is it warmer, in Rome or in Oslo?';
export const instructions = 'Be brief.';

/** 1×1, transparent. */
export const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const looksUp: readonly TurnCall[] = [
  { name: 'weather', args: { city: 'Rome', days: [1, 2] } },
  { name: 'weather', args: { city: 'Oslo' } },
];

/**
 * Every model has the same part: it looks two things up at once, asks for the time without a word, and
 * then has its answer.
 * @param outputs how many outputs of tools it has been given.
 * @param serial makes its thought unlike any other.
 */
export function turnAfter(outputs: number, speaker: string, serial: string): Turn {
  const thought = `A thought of ${speaker}, ${serial}.`;
  if (outputs < looksUp.length) {
    return { thought, text: `${speaker} looks it up.`, calls: looksUp };
  }
  if (outputs === looksUp.length) return { thought, text: '', calls: [{ name: 'time', args: {} }] };
  return { thought, text: `${speaker} says: Rome.`, calls: [] };
}
