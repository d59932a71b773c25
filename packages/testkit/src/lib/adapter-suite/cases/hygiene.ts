import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { AdapterCase, MountedAdapter } from '../adapter-mount.ts';
import { ask } from '../client.ts';
import { createProbe, stream, text } from '../probe.ts';
import { connectRaw, head } from '../raw-client.ts';
import { bytes, createTap, never, type Tap } from '../tap.ts';
import { eventually, settle } from '../timing.ts';
import { withMount } from '../with-mount.ts';

/** Every global and how many members its prototype has. */
function takeGlobals(): ReadonlyMap<string, unknown> {
  const globals = new Map<string, unknown>();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value, get } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    globals.set(name, get ?? value);
    if (typeof value !== 'function' || !value.prototype) continue;
    globals.set(`${name}.prototype`, Reflect.ownKeys(value.prototype).length);
  }
  return globals;
}

function changedGlobals(before: ReadonlyMap<string, unknown>): readonly string[] {
  const after = takeGlobals();
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => !Object.is(before.get(name), after.get(name)));
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
      const probe = createProbe(() => text('ok'));
      await withMount(mount, probe, async (server) => {
        assert.equal((await ask(server, '/v1/suite/models')).text, 'ok');
      });
      assert.deepEqual(changedGlobals(before), []);
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
      // What an earlier test closed may still be closing.
      await settle();
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
