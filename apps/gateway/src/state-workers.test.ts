import { json } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { startGateway } from './__fixtures__/gateway-process.ts';
import { sendAlone } from './__fixtures__/own-connection.ts';
import { workerConfig } from './__fixtures__/worker-config.ts';

const patiently = { timeout: 15_000 };

/** Which worker answered, and what. */
async function askWorker(url: string, body: object) {
  const reply = await sendAlone(`${url}/v1/responses`, { model: 'demo', input: 'Hi', ...body });
  const { id } = (await json(reply)) as { readonly id: string };
  return { id, status: reply.statusCode, worker: reply.headers['x-worker'] };
}

it('workers that share a SQLite file answer for each other', async () => {
  await using folder = await configFolder({
    'gateway.config.mjs': workerConfig("responses: {}, state: { sqlite: 'data' },"),
  });
  await using gateway = await startGateway({ folder: folder.path });
  const { url } = gateway;
  const first = await askWorker(url, {});
  const met = new Set([first.worker]);
  let previous = first.id;
  await expect
    .poll(async () => {
      const next = await askWorker(url, { previous_response_id: previous });
      expect(next.status).toBe(200);
      previous = next.id;
      return met.add(next.worker).size;
    }, patiently)
    .toBe(2);
  const conversation = (await json(await sendAlone(`${url}/v1/conversations`, {}))) as {
    id: string;
  };
  met.clear();
  let turns = 0;
  await expect
    .poll(async () => {
      const { status, worker } = await askWorker(url, { conversation: conversation.id });
      expect(status).toBe(200);
      turns++;
      return met.add(worker).size;
    }, patiently)
    .toBe(2);
  const items = `${url}/v1/conversations/${conversation.id}/items?limit=100`;
  const list = (await json(await sendAlone(items))) as { data: { id: string }[] };
  expect(new Set(list.data.map(({ id }) => id)).size).toBe(2 * turns);
  expect(await gateway.stop()).toBe(0);
  expect(gateway.output.stderr).toBe('');
});
