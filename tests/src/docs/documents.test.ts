import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listDocuments, readLinks, readSnippets, root } from './snippets.ts';

const documents = listDocuments();
const snippets = documents.flatMap(readSnippets).filter(({ language }) => language === 'ts');

// Inside this package, so that imports resolve as they would for a user who has all packages.
const folder = join(import.meta.dirname, '../../.snippets');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('documents', () => {
  it('have TypeScript that compiles', { timeout: 120_000 }, () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const { file, line, code } of snippets) {
      const name = `${file.replaceAll(/[/.]/g, '-')}-line-${line}.ts`;
      // Two documents may use one name; as modules they do not meet.
      writeFileSync(join(folder, name), `${code}\nexport {};\n`);
    }
    const config = {
      extends: '../../tsconfig.test.json',
      compilerOptions: { noUnusedLocals: false },
      include: ['*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = spawnSync('tsc', ['-p', folder], { encoding: 'utf8' });
    expect(tsc.stdout + tsc.stderr).toBe('');
  });

  it('show programs as they stand in examples', () => {
    const shown = documents.flatMap(readSnippets).filter(({ source }) => source);
    expect(shown.length).toBeGreaterThan(0);
    for (const { source = '', code } of shown) {
      expect(code, source).toBe(readFileSync(join(root, source), 'utf8'));
    }
  });

  it.each(documents)('%s links to what is there', (file) => {
    const missing = readLinks(file).filter((link) => !existsSync(join(root, dirname(file), link)));
    expect(missing).toEqual([]);
  });
});
