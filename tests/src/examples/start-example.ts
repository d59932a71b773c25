import { join } from 'node:path';
import { root } from '../packaging/repository.ts';
import { findFreePort, type RunningProgram, startProgram } from '../packaging/start-program.ts';

/** Runs an example as its README says (`npm start`), on a port of its own. */
export async function startExample(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const port = await findFreePort();
  return startProgram(process.execPath, ['--conditions=@gw/source', 'src/main.ts'], {
    cwd: join(root, 'examples', name),
    env: { ...env, PORT: String(port) },
  });
}
