// Makes this template yours: `node rename.mjs open-weights` writes that name wherever "acme" stands,
// in files and in their names, and then deletes itself.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const [vendor = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(vendor)) {
  console.error('Usage: node rename.mjs <vendor>, in lower case with dashes: open-weights');
  process.exit(2);
}

const capitalized = vendor.split('-').map((word) => word[0].toUpperCase() + word.slice(1));
const rename = (text) =>
  text
    .replaceAll('acme', vendor)
    .replaceAll('Acme', capitalized.join(''))
    .replaceAll('ACME', vendor.replaceAll('-', '_').toUpperCase());

const here = import.meta.dirname;
const isForeign = /^(node_modules|dist|\.git)(\/|$)/;
const files = readdirSync(here, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !isForeign.test(relative(here, entry.parentPath)))
  .map(({ parentPath, name }) => join(parentPath, name));

for (const file of files) {
  if (file === import.meta.filename) continue;
  const text = readFileSync(file, 'utf8');
  if (rename(text) !== text) writeFileSync(file, rename(text));
  renameSync(file, join(dirname(file), rename(basename(file))));
}
rmSync(import.meta.filename);
console.log(`This is gw-provider-${vendor} now. Next: npm install, npm test.`);
