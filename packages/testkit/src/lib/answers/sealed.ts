import { stableHash } from './stable-id.ts';

/**
 * Opaque content, as an upstream gives it out to have it back: readable here, but only where the
 * same upstream (`origin`) made it. It keeps nobody from reading it; it shows who replays it where.
 */
export function sealText(origin: string, text: string): string {
  const json = JSON.stringify([stableHash(origin + text), text]);
  // `btoa` takes one byte a character.
  return prefix + btoa(json.replace(/[^ -~]/g, escapeCharacter));
}

/** Undefined for what this upstream did not make. */
export function unsealText(origin: string, sealed: string): string | undefined {
  if (!sealed.startsWith(prefix)) return undefined;
  try {
    const [hash, text] = JSON.parse(atob(sealed.slice(prefix.length)));
    return typeof text === 'string' && hash === stableHash(origin + text) ? text : undefined;
  } catch {
    return undefined;
  }
}

const prefix = 'gAAAA';

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
