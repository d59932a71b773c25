import type { LooseSchema } from './merge-schemas.ts';

const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'P1D',
  email: 'demo@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** Texts of usual shapes, for a `pattern`: working backwards from one is a science of its own. */
const candidates = [
  ...['a', 'A', '0', '1', 'ab', 'AB', '01', 'abc', 'ABC', '123', 'demo', 'Demo', 'DEMO'],
  ...['1234', '12345', 'a1', 'A1', 'demo-1', 'demo_1', '#000000', '1.0', '1.0.0', '+15550100'],
  ...['12:00', 'en', 'en-US', 'USD', '/demo', ...Object.values(formats)],
];

/** The longest text made for a `minLength`; what asks for more gets this much. */
const maxLength = 1_000;

/** A text of the schema's format, pattern and length; without those the property's name. */
export function sampleString(schema: LooseSchema, hint: string): string {
  const { format, pattern, minLength, maxLength: most } = schema;
  const formatted = typeof format === 'string' ? formats[format] : undefined;
  if (formatted !== undefined) return formatted;
  const text = typeof pattern === 'string' ? textLike(pattern, hint) : hint;
  const least = Math.min(Number(minLength) || 0, maxLength);
  return resize(text, least, typeof most === 'number' ? most : maxLength);
}

function textLike(pattern: string, hint: string): string {
  try {
    const shape = new RegExp(pattern, 'u');
    return [hint.slice(0, 20), ...candidates].find((text) => shape.test(text)) ?? hint;
  } catch {
    return hint;
  }
}

/** Lengths are counted in characters, not in UTF-16 units. */
function resize(text: string, least: number, most: number): string {
  const characters = Array.from(text);
  if (characters.length > most) return characters.slice(0, most).join('');
  const missing = least - characters.length;
  return missing > 0 ? text + '-'.repeat(missing) : text;
}
