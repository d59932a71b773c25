// ES modules in plain JavaScript, as published: the gateway without a server, the demo model without a key.
import assert from 'node:assert/strict';
import { createGateway } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';

const gateway = createGateway({ providers: [createDemoProvider({ wordDelayMs: 0 })] });
const ask = (stream) =>
  gateway.fetch(
    new Request('http://gateway.test/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hi' }], stream }),
    }),
  );

const whole = await (await ask(false)).json();
assert.equal(whole.object, 'chat.completion');
const streamed = await (await ask(true)).text();
assert.ok(streamed.endsWith('data: [DONE]\n\n'), streamed);
const said = streamed
  .split('\n\n')
  .filter((frame) => frame.startsWith('data: {'))
  .map((frame) => JSON.parse(frame.slice('data: '.length)).choices[0]?.delta.content ?? '')
  .join('');
assert.equal(said, whole.choices[0].message.content);
await gateway.close();
console.log('ok');
