/**
 * Why this Node cannot run the server, else undefined. Imported by old ones: nothing here may need a
 * newer one.
 * @param range the manifest's: `>=22.19.0`.
 */
export function nodeProblem(version: string, range: string): string | undefined {
  const oldest = range.replace('>=', '');
  const [major = 0, minor = 0] = numbersOf(version);
  const [oldestMajor = 0, oldestMinor = 0] = numbersOf(oldest);
  const isRecent = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return isRecent ? undefined : `Node.js ${oldest} or newer is needed; this is ${version}`;
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}
