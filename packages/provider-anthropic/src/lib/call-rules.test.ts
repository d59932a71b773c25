import { expect, it } from 'vitest';
import { isAllowed } from './call-rules.ts';

const look = { kind: 'function', name: 'look' } as const;
const read = { kind: 'function', name: 'read', namespace: 'files' } as const;
const allowed = (tools: object[], mode?: string) => ({
  tool_choice: { type: 'allowed_tools', tools, mode },
});

it.each([
  [{}, true, true],
  [{ tool_choice: 'auto' }, true, true],
  [{ tool_choice: 'required' }, true, true],
  [{ tool_choice: 'none' }, false, false],
  [{ tool_choice: { type: 'function', name: 'look' } }, true, false],
  [allowed([{ type: 'function', name: 'look' }]), true, false],
  [allowed([{ type: 'function', name: 'read' }], 'required'), false, true],
  [allowed([{ type: 'namespace', name: 'files' }]), false, true],
  [allowed([{ type: 'function', name: 'read', namespace: 'other' }]), false, false],
  [allowed([{ type: 'function', name: 'look' }], 'none'), false, false],
  [{ tool_choice: { type: 'tool', name: 'look' } }, true, true],
])('a call is allowed where the request says so: %j', (request, looks, reads) => {
  expect([isAllowed(request, look, 0), isAllowed(request, read, 0)]).toEqual([looks, reads]);
});

it('a second call needs that several are allowed', () => {
  expect(isAllowed({ parallel_tool_calls: false }, look, 0)).toBe(true);
  expect(isAllowed({ parallel_tool_calls: false }, look, 1)).toBe(false);
  expect(isAllowed({}, look, 1)).toBe(true);
});
