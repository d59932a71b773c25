import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.mjs';

// What every package.json says under "engines".
const oldest = [22, 19];

/**
 * The Node that runs this repository: the platform package of the root's optionalDependencies,
 * else the one we were started with. Ends the process, and says why, when there is no such package
 * for this platform and the present Node is too old.
 */
export function ownNode() {
  const packaged = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(packaged)) return packaged;
  if (isRecent(process.versions.node)) return process.execPath;
  console.error(
    `Node.js ${oldest.join('.')} or newer is needed on ${process.platform}-${process.arch}; this is ${process.versions.node}.`,
  );
  process.exit(1);
}

function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
