import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Counts, Scenario } from './scenario.ts';

export interface Upstream {
  /** Where its paths begin: `http://127.0.0.1:40123/v1`. */
  readonly url: string;
  /** Cuts what still runs and answers in this way from now on. */
  set(scenario: Scenario): Promise<void>;
  counts(): Promise<Counts>;
  stop(): void;
}

type Message = { readonly id?: number; readonly port?: number; readonly counts?: Counts };

/** Starts the upstream in a process of its own. */
export async function startUpstream(): Promise<Upstream> {
  const child = fork(join(import.meta.dirname, 'program.ts'), { execArgv: ['--no-warnings'] });
  const { port } = await nextMessage(child, (message) => message.port !== undefined);
  let asked = 0;
  const ask = async (set?: Scenario) => {
    const id = ++asked;
    const answered = nextMessage(child, (message) => message.id === id);
    child.send({ id, set });
    return (await answered).counts as Counts;
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    set: async (scenario) => void (await ask(scenario)),
    counts: () => ask(),
    stop: () => child.disconnect(),
  };
}

/** @throws {Error} when the program ends first. */
function nextMessage(child: ChildProcess, isIt: (message: Message) => boolean): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  const end = () => reject(new Error('The upstream of the benchmark ended.'));
  const look = (message: Message) => {
    if (!isIt(message)) return;
    child.off('message', look).off('exit', end);
    resolve(message);
  };
  child.on('message', look).once('exit', end);
  return promise;
}
