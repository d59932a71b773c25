import { resolverUrl } from './share-own-packages.ts';
import { readThrown, type Thrown } from './thrown.ts';

/** Why a file of the user's could not be imported, with the place as far as the stack tells. */
export function importProblem(error: unknown): string {
  const thrown = readThrown(error);
  return textOf(thrown) + placeOf(thrown);
}

/** Node takes a file for CommonJS whose name or package.json does not say otherwise. */
const takenForCommonJs = /outside a module|Unexpected token 'export'/;

function textOf({ name, message }: Thrown): string {
  const text = name === '' ? message : `${name}: ${message}`;
  if (!takenForCommonJs.test(text)) return text;
  return `${text}; name the file .mts or .mjs, or set "type": "module" in the package.json beside it`;
}

/** Where in the user's files it was thrown. Syntax errors begin with it. */
const places = /^\/.+:\d+$|file:\/\/[^\s)]+:\d+/gm;

function placeOf({ stack }: Thrown): string {
  const place = stack.match(places)?.find((each) => !each.startsWith(resolverUrl));
  return place === undefined ? '' : ` (${place})`;
}
