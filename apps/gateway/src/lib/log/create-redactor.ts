import { mask } from '../config/resolve-secret.ts';

/** Shorter ones would mask half of every line; nobody protects anything with them. */
const minSecretLength = 4;

/** What follows these words is a credential, whoever's it is. */
const bearer = /\b(Bearer|Basic) +[\w.~+/=-]+/gi;

/**
 * Takes secrets out of a text: those that the configuration holds, wherever they stand, and whatever
 * looks like a credential of somebody else's. The last gate in front of every line that is printed.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets
    .filter(({ length }) => length >= minSecretLength)
    // A key may begin as another one does.
    .sort((one, other) => other.length - one.length);
  return (text) =>
    known
      .reduce((clean, secret) => clean.replaceAll(secret, mask), text)
      .replace(bearer, `$1 ${mask}`);
}
