import { expect, test } from 'vitest';
import { createTenantStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { cancelled, endResponse } from './end-response.ts';
import { type KeptResponse, responseKey, responseKind } from './kept-response.ts';

test('what has ended is in the list of its model, however that is called', async () => {
  const own = createTenantStores(createMemoryStore())('ada');
  const label = 'модель';
  const value: KeptResponse = { response: { status: 'in_progress' }, isStreamed: false };
  await own.write([{ type: 'insert', ...responseKey('resp_1'), value, label, createdAt: 1 }]);
  const epoch = (await own.acquire(responseKind, 'resp_1', 'own', 1_000)) as number;
  await endResponse(own, 'resp_1', epoch, cancelled);
  const page = await own.list<KeptResponse>(responseKind, { label, limit: 1, order: 'asc' });
  expect(page?.held.map((one) => one.value.response.status)).toEqual(['cancelled']);
});
