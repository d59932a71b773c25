import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from './config-error.ts';
import { importProblem } from './import-problem.ts';
import { shareOwnPackages } from './share-own-packages.ts';

/**
 * What a configuration file says, still unchecked: a JSON document, or the default export of a
 * program (TypeScript is run by Node as it is).
 * @param name how errors call the file.
 * @throws {ConfigError}
 */
export async function readConfigFile(path: string, name: string): Promise<unknown> {
  return extname(path) === '.json' ? parseFile(path, name) : runFile(path, name);
}

function parseFile(path: string, name: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    // Windows editors write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ConfigError(`${name}: not valid JSON: ${withoutExcerpt((error as Error).message)}`);
  }
}

/** V8 quotes the file around the mistake, `Unexpected token 's', ..."Key": sk-a"...`: that may be a key. */
function withoutExcerpt(message: string): string {
  return /^[^"]*?(?=$|, (\.{3})?")/.exec(message)?.[0] ?? '';
}

async function runFile(path: string, name: string): Promise<unknown> {
  shareOwnPackages();
  const exported = await importFile(path, name);
  if ('default' in exported) return exported.default;
  throw new ConfigError(`${name}: has no default export; write "export default { … }"`);
}

async function importFile(path: string, name: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new ConfigError(`${name}: ${importProblem(cause)}`, { cause });
  }
}
