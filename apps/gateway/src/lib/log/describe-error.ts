/** Causes of causes that are told. */
const maxDepth = 4;

/**
 * An error as plain data. Of its own members only the code: others may hold requests, headers or
 * whole bodies.
 */
export function describeError(error: Error, depth = 0): object {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    ...(typeof code === 'string' && { code }),
    ...(stack && { stack: framesOf(stack) }),
    ...(cause instanceof Error && depth < maxDepth && { cause: describeError(cause, depth + 1) }),
  };
}

/** The calls alone; name and message stand in front of them again. */
function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}
