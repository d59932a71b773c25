import { parseArgs } from 'node:util';
import { rows } from './rows/index.ts';
import { type AlternativeName, alternatives, isAlternative } from './targets/alternatives.ts';

export interface Options {
  readonly isShort: boolean;
  /** Ids of rows. Default: all that the mode has. */
  readonly only: readonly string[];
  /** Names of programs. Default: those of the row, in the short mode fewer. */
  readonly targets: readonly string[];
  readonly rounds: number | undefined;
  /** File for the results. Default: none. */
  readonly json: string | undefined;
  /** Whether docs/benchmarks.md gets the results. */
  readonly docs: boolean;
  /** Program of which each row's profile is shown. Default: none. */
  readonly profile: string | undefined;
  /** Alternatives to install instead of measuring. */
  readonly install: readonly AlternativeName[];
  readonly help: boolean;
}

/** @throws {Error} naming what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      target: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      json: { type: 'string' },
      docs: { type: 'boolean', default: false },
      profile: { type: 'string' },
      install: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (positionals.length > 0 && !values.install)
    throw unknown('argument', positionals, ['--install']);
  check(
    'row',
    values.only,
    rows.map(({ id }) => id),
  );
  const { profile, rounds } = values;
  check('program', profile ? [...values.target, profile] : values.target, [
    ...new Set(rows.flatMap(({ targets }) => targets)),
  ]);
  return {
    isShort: values.short,
    only: values.only,
    targets: values.target,
    rounds: rounds === undefined ? undefined : readRounds(rounds),
    json: values.json,
    docs: values.docs,
    profile,
    install: values.install ? readAlternatives(positionals) : [],
    help: values.help,
  };
}

function readRounds(text: string): number {
  if (!/^[1-9]\d?$/.test(text))
    throw new Error(`--rounds must be between 1 and 99, not "${text}".`);
  return Number(text);
}

/** Those named, or all. */
function readAlternatives(names: readonly string[]): readonly AlternativeName[] {
  const all = Object.keys(alternatives).filter(isAlternative);
  check('alternative', names, all);
  return names.length > 0 ? names.filter(isAlternative) : all;
}

function check(what: string, names: readonly string[], known: readonly string[]): void {
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) throw unknown(what, strange, known);
}

function unknown(what: string, names: readonly string[], known: readonly string[]): Error {
  return new Error(`There is no ${what} "${names.join('", "')}"; there is ${known.join(', ')}.`);
}

export const help = `What the gateway costs, beside a floor and the alternatives

Usage: npm run bench -- [options]

  --short          A few rows, a few of our programs, under 40 seconds
  --only ROW       Only this row; may be given several times
  --target NAME    Only this program and what it is compared with; may be given several times
  --rounds NUMBER  Rounds of every row; default: 3, short: 2
  --json FILE      Write all figures there
  --docs           Put tables and charts into docs/benchmarks.md
  --profile NAME   Show in which functions of this program each row's time goes
  --install [NAME] Install the alternatives (portkey, litellm, bifrost), or those named
  --help, -h       Print this and exit
`;
