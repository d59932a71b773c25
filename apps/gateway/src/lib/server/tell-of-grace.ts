/** Waits shorter than this nobody asks about, in ms. */
const patienceMs = 300;

/** Says what is waited for, where stopping takes so long that somebody may wonder. */
export async function tellOfGrace<T>(stopping: Promise<T>, shutdownGraceMs: number): Promise<T> {
  const text = `gw waits up to ${shutdownGraceMs} ms for open replies; a second signal ends it at once\n`;
  const timer = setTimeout(() => process.stdout.write(text), patienceMs);
  try {
    return await stopping;
  } finally {
    clearTimeout(timer);
  }
}
