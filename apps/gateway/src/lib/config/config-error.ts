/** What is wrong with the configuration: one line a problem, fit to be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof problems === 'string' ? [problems] : problems;
    super(lines.join('\n'), options);
    this.problems = lines;
  }
}

/** What is wrong with a task, as far as the configuration is to blame. */
export function problemsOf(task: () => unknown): readonly string[] {
  try {
    task();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/**
 * Does all of them.
 * @throws {ConfigError} with everything that is wrong with any.
 */
export function doAll<T>(tasks: readonly (() => T)[]): T[] {
  const results: T[] = [];
  const problems = tasks.flatMap((task) => problemsOf(() => results.push(task())));
  if (problems.length > 0) throw new ConfigError(problems);
  return results;
}
