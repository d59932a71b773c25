import { mask } from './resolve-secret.ts';

/** Words that foreign packages call a secret by: `apiKeys`, `secretKey2`, `x-access-token`. */
const secretWord =
  /(key|token|secret|password|passphrase|passcode|passwd|pwd|credential|cookie|authorization|bearer|signature|jwt)s?\d*$/i;

/** These say something else in the middle of a name: `authMode`. Headers often hold a secret. */
const secretEnd = /^(auth|pass|headers?)$/i;

/** What tells about a secret without being one: `keyId`, `tokenUrl`. */
const harmlessEnd = /^(ids?|urls?|uri|path|file|name|type|limit|count)$/i;

/** Whether a setting goes by a name that people give to what nobody should see. */
export function namesSecret(name: string): boolean {
  const words = name.match(/[A-Z]*[^A-Z\W_]*/g)?.filter(Boolean) ?? [];
  const last = words.at(-1) ?? '';
  if (harmlessEnd.test(last)) return false;
  return secretEnd.test(last) || words.some((word) => secretWord.test(word));
}

/** `api_key=…` in the query of a URL, `Password=…` in what leads to a database. */
const assignments = /([\w.-]+)=([^\s&;#"']+)/g;

/** URLs that stand in the middle of a text. */
const urls = /\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>]+/gi;

/** A text fit to be printed, though it may hold URLs with credentials, or name secrets itself. */
export function maskSecretsIn(text: string): string {
  return withoutCredentials(text)
    .replace(urls, withoutCredentials)
    .replace(assignments, (all, name: string) => (namesSecret(name) ? `${name}=${mask}` : all));
}

/** What {@link maskSecretsIn} would take out. */
export function secretsInText(text: string): string[] {
  const assigned = Array.from(text.matchAll(assignments), ([, name = '', value = '']) =>
    namesSecret(name) ? [value, unescaped(value)] : [],
  );
  return [text, ...(text.match(urls) ?? [])].flatMap(credentialsOf).concat(assigned.flat());
}

/** A user and a password may stand in a URL, which is read as whoever connects reads it. */
export function withoutCredentials(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.username === '' && url.password === '')) return text;
  url.username = mask;
  url.password = '';
  return url.href;
}

/** The password, else the user, which is a token then: with the escapes of a URL, and without. */
export function credentialsOf(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { username, password } = new URL(text);
  const secret = password || username;
  return secret === '' ? [] : [secret, unescaped(secret)];
}

/** What is no escape after all stands for itself. */
function unescaped(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (escapes) => {
    return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString();
  });
}
