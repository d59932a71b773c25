/**
 * Writes a path as OpenAI does: `['messages', 0, 'role']` → `messages[0].role`.
 * The empty path, of the body as a whole, is the empty string.
 */
export function formatParam(path: readonly PropertyKey[]): string {
  let param = '';
  for (const key of path) {
    if (typeof key === 'number') param += `[${key}]`;
    else param += param === '' ? String(key) : `.${String(key)}`;
  }
  return param;
}
