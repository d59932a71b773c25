import { describe, it } from 'vitest';
import { storeSuite } from './conformance/store-suite.ts';
import { createMemoryStore } from './memory-store.ts';

describe('the memory store is a store', () => {
  const suite = storeSuite({
    async open() {
      return { store: createMemoryStore(), stop: async () => undefined };
    },
  });
  for (const { title, run } of suite) it(title, run);
});
