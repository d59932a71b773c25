import { parseArgs } from 'node:util';
import { createPlan, type Planned, type Wish } from './plan.ts';
import { rows } from './rows/index.ts';
import { type AlternativeName, alternatives, isAlternative } from './targets/alternatives.ts';
import { ownTargets } from './targets/own-targets.ts';

export interface Options {
  readonly isShort: boolean;
  /** What is measured on which programs. */
  readonly plan: readonly Planned[];
  readonly rounds: number | undefined;
  /** File for the results. Default: none. */
  readonly json: string | undefined;
  /** Whether docs/benchmarks.md gets the results. */
  readonly docs: boolean;
  /** Program of which each row's profile is shown. Default: none. */
  readonly profile: ProfiledName | undefined;
  /** Alternatives to install instead of measuring. */
  readonly install: readonly AlternativeName[];
  readonly help: boolean;
}

/** What Node runs and can tell where its time goes. */
export type ProfiledName = keyof typeof ownTargets | 'portkey';

/** @throws {Error} naming what it does not know, and for what would measure nothing. */
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
  const { profile, rounds, target } = values;
  check('program', target, [...new Set(rows.flatMap(({ targets }) => targets))]);
  if (profile !== undefined) check('program to profile', [profile], profiled);
  const wish = { isShort: values.short, only: values.only, targets: target, profile };
  if (values.docs) refusePart(wish);
  return {
    isShort: values.short,
    plan: createPlan(wish),
    rounds: rounds === undefined ? undefined : readRounds(rounds),
    json: values.json,
    docs: values.docs,
    profile: profile as ProfiledName | undefined,
    install: values.install ? readAlternatives(positionals) : [],
    help: values.help,
  };
}

/** The first process of two workers has no part in their work. */
const profiled: readonly string[] = [
  ...Object.keys(ownTargets).filter((name) => name !== 'standalone-2'),
  'portkey',
];

/** The document holds one whole run, never parts of several. */
function refusePart({ isShort, only, targets, profile }: Wish): void {
  const parts = [
    isShort && '--short',
    only.length > 0 && '--only',
    targets.length > 0 && '--target',
    profile !== undefined && '--profile',
  ].filter((part) => part !== false);
  if (parts.length === 0) return;
  throw new Error(
    `--docs replaces the results of docs/benchmarks.md by those of a whole run: not with ${parts.join(', ')}. --json FILE keeps those of a part.`,
  );
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

  --short          A few rows, a few of our programs, about a minute
  --only ROW       Only this row; may be given several times
  --target NAME    Only this program and what it is compared with; may be given several times
  --rounds NUMBER  Rounds of every row; default: 3, short: 2
  --json FILE      Write all figures there
  --docs           Put tables, charts and profiles of what missed its budget into docs/benchmarks.md;
                   only of a whole run
  --profile NAME   Show where this program's time goes in each row, by package and by function
  --install [NAME] Install the alternatives (portkey, litellm, bifrost), or those named
  --help, -h       Print this and exit
`;
