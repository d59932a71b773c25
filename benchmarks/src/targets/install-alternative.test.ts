import { expect, it } from 'vitest';
import { describeFailure } from './install-alternative.ts';

it('why an install failed is one line, without the hosts that were asked', () => {
  const stderr = [
    'go: downloading something',
    '',
    'go: example.com/gateway@latest: module example.com/gateway: Get "https://proxy.example.org:8443/a/@v/list": dial tcp 10.1.2.3:443: refused',
    '\tserver response: not found',
  ].join('\n');
  expect(describeFailure(stderr)).toBe(
    'go: downloading something go: example.com/gateway@latest: module example.com/gateway: Get "…/a/@v/list": dial tcp …: refused server response: not found',
  );
  expect(describeFailure('lookup proxy.example.org: no such host')).toBe('lookup …: no such host');
});
