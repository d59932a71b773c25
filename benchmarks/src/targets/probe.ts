// Imported by every measured program that runs on Node: it answers its parent's questions about the
// heap, writes a profile when it is told to, and ends with its parent. Else it does nothing.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** What the parent may ask for. */
export type Question =
  | { readonly ask: 'heap' }
  | { readonly ask: 'profile'; readonly file: string };

let endProfile = () => Promise.resolve();

process.on('message', (question: Question) => {
  if (question.ask === 'heap') process.send?.({ heapUsed: heapAfterCollection() });
  else startProfile(question.file);
});
process.on('disconnect', async () => {
  await endProfile().catch(console.error);
  process.exit();
});
// The program's own work decides how long it runs.
process.channel?.unref();

function heapAfterCollection(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Twice as fine as V8 looks by itself: streams leave a program idle for most of the time. */
const samplingMicros = 500;

/** From now on, so that what is done only once, at the start, is not in it. */
function startProfile(file: string): void {
  const session = new Session();
  session.connect();
  const started = start(session);
  endProfile = async () => {
    await started;
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
  };
}

async function start(session: Session): Promise<void> {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: samplingMicros });
  await session.post('Profiler.start');
}
