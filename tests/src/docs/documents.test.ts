import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listDocuments, readLinks, readSnippets, root, type Snippet } from './snippets.ts';

const documents = listDocuments();
// The template compiles where it is a package of its own: in the tests of packaging.
const isExcerpt = ({ source }: Snippet) => source?.startsWith('templates/') === true;
const isOfTemplate = (snippet: Snippet) =>
  isExcerpt(snippet) || snippet.file.startsWith('templates/');
const snippets = documents
  .flatMap(readSnippets)
  .filter((snippet) => snippet.language === 'ts' && !isOfTemplate(snippet));

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
    for (const snippet of shown.filter((each) => !isExcerpt(each))) {
      const { source = '', code } = snippet;
      expect(code, source).toBe(readFileSync(join(root, source), 'utf8'));
    }
  });

  it('show parts of the template as they stand in it', () => {
    const excerpts = documents.flatMap(readSnippets).filter(isExcerpt);
    expect(excerpts.length).toBeGreaterThan(0);
    for (const { source = '', code } of excerpts) {
      expect(readFileSync(join(root, source), 'utf8'), source).toContain(code);
    }
  });

  it.each(documents)('%s links to what is there', (file) => {
    const missing = readLinks(file).filter((link) => !existsSync(join(root, dirname(file), link)));
    expect(missing).toEqual([]);
  });
});
