/**
 * A program: makes many stored responses on a real store and prints, at ten steps, whether memory stays
 * flat and how large the store grows. It leaves nothing behind.
 * @example node --conditions=@gw/source scripts/soak/soak-state.ts --count 100000 --postgres
 */
import { parseArgs } from 'node:util';
import { slopeOf } from './figures.ts';
import { runSoak, type SoakStep } from './run-soak.ts';
import { openPostgresPlace, openSqlitePlace } from './soak-place.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    clients: { type: 'string', default: '16' },
    postgres: { type: 'boolean', default: false },
  },
});
const [count, clients] = [toNumber('count', 10), toNumber('clients', 1)];

const place = values.postgres ? await openPostgresPlace() : openSqlitePlace();
const steps: SoakStep[] = [];
const startedAt = performance.now();
try {
  console.log(`${count} responses on ${values.postgres ? 'PostgreSQL' : 'SQLite'}`);
  await runSoak({ place, count, clients, onStep: printStep });
  printEnd();
} finally {
  await place.store.close();
  await place.remove();
}

/** @throws {Error} for a text that is no such number. */
function toNumber(name: 'count' | 'clients', least: number): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} must be a whole number of at least ${least}.`);
}

function printStep(step: SoakStep): void {
  steps.push(step);
  const { responses, perSecond, heap, disk, p50, p99 } = step;
  const figures = [
    `${responses} responses`,
    `${perSecond.toFixed(0)}/s`,
    `heap ${toMiB(heap)}`,
    `disk ${toMiB(disk)}`,
    `GET p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
  ];
  console.log(figures.join(' · '));
}

function printEnd(): void {
  const slope = slopeOf(steps.map(({ responses, heap }) => [responses, heap]));
  const growth = slopeOf(steps.map(({ responses, disk }) => [responses, disk]));
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(`heap: ${slope.toFixed(1)} bytes a response`);
  console.log(
    `disk: ${growth.toFixed(0)} bytes a response, ${toMiB(steps.at(-1)?.disk ?? 0)} in all`,
  );
  console.log(`time: ${seconds.toFixed(0)} s`);
}

function toMiB(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
