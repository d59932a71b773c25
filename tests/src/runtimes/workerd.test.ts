import { join } from 'node:path';
import { build } from 'esbuild';
import type { ForeignProject } from '../packaging/foreign-project.ts';
import { startProgram } from '../packaging/start-program.ts';
import { findRuntime, runtimeSources } from './find-runtime.ts';
import { copyPrograms, createRuntimeProject } from './runtime-project.ts';
import { describeRuntime } from './runtime-suite.ts';

const runtime = findRuntime(runtimeSources.workerd);
let project: ForeignProject | undefined;

// The runtime itself and not miniflare, which would stand between our client and it: whether a
// client's leaving is told is one of the questions.
describeRuntime({
  name: 'workerd',
  runtime,
  transport: 'fetch',
  // It takes the end of a client's sending for half a close, until it writes.
  tellsOfLeaving: 'when writing',
  async start(upstreamUrl) {
    project = await createRuntimeProject();
    copyPrograms(project, 'worker.ts');
    await bundleWorker(project.folder);
    project.write('config.capnp', configOf(upstreamUrl));
    return startProgram(runtime.path ?? '', ['serve', 'config.capnp', '--control-fd=1'], {
      cwd: project.folder,
      findUrl: readControlMessage,
    });
  },
  close: () => project?.remove(),
});

/** As wrangler does it: one file, with the conditions of Workers. */
async function bundleWorker(folder: string): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints: ['worker.ts'],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    logLevel: 'error',
  });
}

/** @see https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
function configOf(upstreamUrl: string): string {
  return `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = .worker),
    (name = "loopback", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "gateway")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [(name = "UPSTREAM_URL", text = "${upstreamUrl}")],
  compatibilityDate = "2026-11-01",
  # Workers have no loopback; the test's upstream has nothing else.
  globalOutbound = "loopback",
);
`;
}

/** `{"event":"listen","socket":"http","port":46337}` */
function readControlMessage(printed: string): string | undefined {
  const port = /"event":"listen","socket":"http","port":(\d+)/.exec(printed)?.[1];
  return port && `http://127.0.0.1:${port}`;
}
