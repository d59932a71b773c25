import type { ForeignProject } from '../packaging/foreign-project.ts';
import { startProgram } from '../packaging/start-program.ts';
import { findRuntime, runtimeSources } from './find-runtime.ts';
import { copyPrograms, createRuntimeProject } from './runtime-project.ts';
import { describeRuntime } from './runtime-suite.ts';

const runtime = findRuntime(runtimeSources.deno);
let project: ForeignProject | undefined;

describeRuntime({
  name: 'Deno',
  runtime,
  // Deno takes Node's condition too; undici would need the permission to read the environment.
  transport: 'fetch',
  tellsOfLeaving: 'at once',
  async start(upstreamUrl) {
    project = await createRuntimeProject();
    copyPrograms(project, 'serve-deno.ts');
    const permissions = ['--no-prompt', '--allow-net=127.0.0.1', '--allow-env=UPSTREAM_URL'];
    return startProgram(runtime.path ?? '', ['run', ...permissions, 'serve-deno.ts'], {
      cwd: project.folder,
      env: {
        UPSTREAM_URL: upstreamUrl,
        DENO_DIR: `${project.folder}/.deno`,
        DENO_NO_UPDATE_CHECK: '1',
      },
    });
  },
  close: () => project?.remove(),
});
