// A third party runs the published suite over an adapter, with no test runner at all.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createNodeHandler } from '@gw/adapter-node';
import { adapterSuite } from '@gw/testkit/adapter';

async function mount(gateway, { basePath }) {
  const handler = createNodeHandler(gateway, { basePath, log: { warn() {}, error() {} } });
  const server = createServer((request, response) =>
    handler(request, response, () => response.end('host')),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const cases = adapterSuite(mount).filter(({ skip }) => !skip);
for (const { name, run } of cases) {
  await run().catch((cause) => {
    throw new Error(name, { cause });
  });
}
console.log(`${cases.length} passed`);
