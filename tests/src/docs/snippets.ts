import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a Markdown file. */
export interface Snippet {
  /** Path of the file from the repository's root. */
  readonly file: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Path of the program that the block shows, or is a part of, as the comment above it says. */
  readonly source: string | undefined;
}

export const root = join(import.meta.dirname, '../../..');

/** The documents that users read. */
export function listDocuments(): string[] {
  const patterns = [
    '*.md',
    'docs/**/*.md',
    'packages/*/README.md',
    'apps/*/README.md',
    'examples/*/README.md',
    'templates/*/README.md',
  ];
  return globSync(patterns, { cwd: root }).sort();
}

/** All fenced blocks of a document. A block that shows a program has its path in a comment above. */
export function readSnippets(file: string): Snippet[] {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks = text.matchAll(/(?:<!-- (\S+) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm);
  return Array.from(blocks, ([match, source, language = '', code = '']) => {
    const at = text.indexOf(match) + match.indexOf('```');
    return { file, line: text.slice(0, at).split('\n').length, language, code, source };
  });
}

/** Every relative link of a document, without its anchor. */
export function readLinks(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const links = Array.from(text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g), ([, target = '']) => target);
  return links.filter((target) => !/^[a-z]+:/.test(target));
}
