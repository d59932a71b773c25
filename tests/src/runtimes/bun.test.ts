import type { ForeignProject } from '../packaging/foreign-project.ts';
import { startProgram } from '../packaging/start-program.ts';
import { findRuntime, runtimeSources } from './find-runtime.ts';
import { copyPrograms, createRuntimeProject } from './runtime-project.ts';
import { describeRuntime } from './runtime-suite.ts';

const runtime = findRuntime(runtimeSources.bun);
let project: ForeignProject | undefined;

describeRuntime({
  name: 'Bun',
  runtime,
  transport: 'fetch',
  tellsOfLeaving: 'at once',
  async start(upstreamUrl) {
    project = await createRuntimeProject();
    copyPrograms(project, 'serve-bun.ts');
    return startProgram(runtime.path ?? '', ['run', 'serve-bun.ts'], {
      cwd: project.folder,
      env: { UPSTREAM_URL: upstreamUrl, DO_NOT_TRACK: '1' },
    });
  },
  close: () => project?.remove(),
});
