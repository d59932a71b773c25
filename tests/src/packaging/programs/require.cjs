// CommonJS: Node loads the same ES modules, so a class is one class whichever way it came.
const assert = require('node:assert/strict');
const { createNodeHandler } = require('@gw/adapter-node');
const { createGateway, GatewayError } = require('@gw/core');
const { createHttpProvider } = require('@gw/provider-http');
const schema = require('@gw/schema');

void (async () => {
  assert.equal((await import('@gw/core')).GatewayError, GatewayError);
  assert.equal(typeof createNodeHandler, 'function');
  assert.ok(Object.keys(schema).length > 0);
  const gateway = createGateway({ providers: [createHttpProvider({ apiKey: 'sk-x' })] });
  const reply = await gateway.fetch(new Request('http://gateway.test/health'));
  assert.deepEqual(await reply.json(), { status: 'ok' });
  await gateway.close();
  console.log('ok');
})();
