import { describe, expect, it } from 'vitest';
import { findRuntime, runtimeSources } from './find-runtime.ts';

describe('findRuntime', () => {
  it('says why a runtime can be skipped: nothing is made for this platform', () => {
    const platformPackage = '@oven/bun-amiga-m68k';
    expect(findRuntime({ ...runtimeSources.bun, platformPackage }).missing).toMatch(
      /^bun \d\S+ has no @oven\/bun-amiga-m68k$/,
    );
  });

  it('fails where a binary is made for this platform and is not there', () => {
    const elsewhere =
      process.platform === 'freebsd' ? '@oven/bun-linux-x64' : '@oven/bun-freebsd-x64';
    const source = { ...runtimeSources.bun, platformPackage: elsewhere };
    expect(() => findRuntime(source)).toThrow('is made for this platform and not installed');
  });
});
