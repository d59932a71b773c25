import { expect, test } from 'vitest';
import { formatParam } from './format-param.ts';

test.each([
  [[], ''],
  [['model'], 'model'],
  [['messages', 0, 'content', 1, 'image_url'], 'messages[0].content[1].image_url'],
  [['input', 3, 0], 'input[3][0]'],
])('%j → %s', (path, param) => {
  expect(formatParam(path)).toBe(param);
});
