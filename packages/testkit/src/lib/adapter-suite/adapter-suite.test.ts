import { describe, expect, it } from 'vitest';
import { type Fault, mountWith } from './__fixtures__/faulty-adapter.ts';
import { adapterSuite } from './adapter-suite.ts';

describe('a good adapter passes', () => {
  for (const { name, run } of adapterSuite(mountWith(undefined))) it(name, run);
});

// On its own: it counts the handles of the whole process.
it('the suite notices an adapter that keeps sockets open', async () => {
  const name = 'nothing is left behind after 200 requests and 50 clients that left';
  const test = adapterSuite(mountWith('keeps sockets open')).find((one) => one.name === name);
  await expect(test?.run()).rejects.toThrow();
});

describe.concurrent('the suite notices an adapter that', () => {
  it.each<[Fault, string]>([
    ['decodes paths', 'path and query reach the gateway as they were sent'],
    ['keeps the base path', 'the base path is taken off'],
    ['keeps foreign requests', 'a path outside of the base path goes on to the host'],
    ['drops repeated headers', 'a repeated reply header stays apart and in order'],
    ['reads bodies as text', 'a body of any bytes arrives and goes out unchanged'],
    ['reads without bound', 'a body that is announced as too large is refused before it is sent'],
    ['sends a body to HEAD', 'HEAD gets status and headers, and no body'],
    ['closes every connection', 'a connection is used again'],
    ['collects streams', 'a piece goes out at once, not when the next one comes'],
    [
      'writes without waiting',
      'a client that does not read stops the iterator, and reading sets it going again',
    ],
    [
      'answers half-way failures with a clean end',
      'an iterator that fails half-way never looks like a clean end',
    ],
    ['never aborts', 'a client that leaves before the reply aborts the signal'],
    [
      'never calls return()',
      'a client that leaves while a piece is awaited aborts the signal and ends the iterator',
    ],
    [
      'calls return() twice',
      'a client that leaves without having read aborts the signal and ends the iterator',
    ],
    ['aborts at a normal end', 'a normal end does not abort the signal'],
    [
      'shows what was thrown',
      'a gateway that rejects becomes a plain 500 in JSON, and the server lives on',
    ],
    ['patches globals', 'globals and their prototypes stay as they were'],
  ])('%s', async (fault, name) => {
    const test = adapterSuite(mountWith(fault)).find((one) => one.name === name);
    await expect(test?.run()).rejects.toThrow();
  });
});

describe('skipping', () => {
  const name = 'a connection is used again';

  it('keeps the test in the list, with its reason', () => {
    const suite = adapterSuite(mountWith(undefined), { skip: { [name]: 'one request a life' } });
    expect(suite.find((test) => test.name === name)).toMatchObject({ skip: 'one request a life' });
  });

  it('needs a reason', () => {
    expect(() => adapterSuite(mountWith(undefined), { skip: { [name]: ' ' } })).toThrow('say why');
  });

  it('needs a test of that name', () => {
    expect(() => adapterSuite(mountWith(undefined), { skip: { nonsense: 'because' } })).toThrow(
      'no test named "nonsense"',
    );
  });
});
