import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { AdapterCase, MountedAdapter } from '../adapter-mount.ts';
import { ask } from '../client.ts';
import { createProbe, stream, text } from '../probe.ts';
import { connectRaw, head } from '../raw-client.ts';
import { bytes, createTap, never, type Tap } from '../tap.ts';
import { eventually } from '../timing.ts';
import { withMount } from '../with-mount.ts';

/** Everything that code anywhere in the process relies on being as it was. */
function takeGlobals(): readonly unknown[] {
  const values = Object.getOwnPropertyNames(globalThis)
    .sort()
    .map((name) => {
      const { value, get } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
      return [name, get ?? value];
    });
  const prototypes = values.flatMap(([name, value]) =>
    typeof value === 'function' && value.prototype
      ? [[`${name}.prototype`, Reflect.ownKeys(value.prototype).length]]
      : [],
  );
  return [...values, ...prototypes];
}

/** Sockets and servers that keep the process alive. */
function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}

async function askMany(server: MountedAdapter): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const asked = Array.from({ length: 200 }, () =>
    ask(server, '/v1/suite/json', { agent, body: '{}' }),
  );
  for (const answer of await Promise.all(asked)) assert.equal(answer.text, '{}');
  agent.destroy();
}

async function leaveMany(server: MountedAdapter, taps: readonly Tap[]): Promise<void> {
  for (let count = 0; count < 50; count++) {
    const client = await connectRaw(server);
    client.send(head('GET /v1/suite/stream'));
    await client.until('piece');
    client.leave();
  }
  await eventually('every stream is let go', () => taps.every((tap) => tap.returned() === 1));
}

export const hygieneCases: readonly AdapterCase[] = [
  {
    name: 'globals and their prototypes stay as they were',
    async run(mount) {
      const before = takeGlobals();
      await withMount(
        mount,
        createProbe(() => text('ok')),
        async (server) => {
          assert.equal((await ask(server, '/v1/suite/models')).text, 'ok');
        },
      );
      assert.deepEqual(takeGlobals(), before);
    },
  },
  {
    name: 'nothing is left behind after 200 requests and 50 clients that left',
    async run(mount) {
      const taps: Tap[] = [];
      const probe = createProbe(async (request) => {
        await request.readBody(100);
        if (request.path === '/v1/suite/json') return text('{}');
        const tap = createTap((index) => (index < 1 ? bytes('piece') : never));
        taps.push(tap);
        return stream(tap);
      });
      const warnings: string[] = [];
      const note = (warning: unknown) => void warnings.push(String(warning));
      process.on('warning', note).on('unhandledRejection', note);
      const before = openHandles();
      try {
        await withMount(mount, probe, async (server) => {
          await askMany(server);
          await leaveMany(server, taps);
        });
        await eventually('every socket is closed', () => openHandles() <= before);
      } finally {
        process.off('warning', note).off('unhandledRejection', note);
      }
      assert.deepEqual(warnings, []);
    },
  },
];
