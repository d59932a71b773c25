import { describe, expect, it } from 'vitest';
import { apiKeys, createGateway, type GatewayOptions, type Provider, perStream } from '../index.ts';

const provider = (id: string): Provider => ({
  specVersion: 1,
  id,
  capabilities: { apis: ['chat'] },
  call: () => Promise.reject(new Error('not called')),
});

/** As JavaScript would call it. */
const create = (options: unknown) => () => createGateway(options as GatewayOptions);

describe('the options of createGateway', () => {
  it.each([
    ['an unknown option', { provider: [] }, /option "provider" is unknown; there are providers,/],
    [
      'two providers of one id',
      { providers: [provider('a'), provider('a')] },
      /two providers have the id "a"/,
    ],
    [
      'a mistyped phase',
      { use: [{ name: 'guard', onRequset() {} }] },
      /hook "guard" has no phase "onRequset"/,
    ],
    [
      'a phase that is no function',
      { use: [{ name: 'guard', onRequest: 'no' }] },
      /hook "guard": "onRequest" must be a function/,
    ],
    [
      'a chunk hook that is none',
      { use: [{ name: 'guard', onChunk: {} }] },
      /"onChunk" must be a chunk hook/,
    ],
    ['a hook without a name', { use: [{ onRequest() {} }] }, /every hook needs a "name"/],
    ['a negative limit', { maxBodyBytes: -1 }, /"maxBodyBytes" must be a number ≥ 1/],
    ['no attempts', { retry: { maxAttempts: 0 } }, /"retry.maxAttempts" must be a number ≥ 1/],
    [
      'an interval in words',
      { keepAlive: { afterMs: '15s' } },
      /"keepAlive.afterMs" must be a number ≥ 1/,
    ],
  ])('refuse %s by name', (_, options, message) => {
    expect(create(options)).toThrow(message);
  });

  it('take hooks that are instances of a class, with methods of their own', () => {
    class Audit {
      readonly name = 'audit';
      readonly seen: string[] = [];
      observe() {
        this.remember();
      }
      remember() {
        this.seen.push('event');
      }
    }
    expect(create({ use: [new Audit()] })).not.toThrow();
  });

  it('take what is right', () => {
    const onChunk = perStream(() => ({ push: (event) => [event], end: () => [] }));
    const use = [{ name: 'all', priority: 1, collect: true, onChunk, routes: [] }];
    const options = {
      providers: [provider('a'), provider('b')],
      use,
      keepAlive: { afterMs: false },
    };
    expect(create(options)).not.toThrow();
  });
});

describe('apiKeys', () => {
  it('refuses to be without a key, since nobody could come in', () => {
    expect(() => apiKeys({})).toThrow('at least one key');
  });
});
