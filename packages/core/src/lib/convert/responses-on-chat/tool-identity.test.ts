import { describe, expect, it } from 'vitest';
import { findTools, isNamed, toolsIn } from './tool-identity.ts';

const files = {
  type: 'namespace',
  name: 'files',
  tools: [{ type: 'function', name: 'read' }, { type: 'custom', name: 'patch' }, null],
};
const tools = toolsIn([files, { type: 'function', name: 'read' }, { type: 'web_search' }, 7]);
const plain = { kind: 'function', name: 'read' };
const read = { kind: 'function', name: 'read', namespace: 'files' };
const patch = { kind: 'custom', name: 'patch', namespace: 'files' };

describe('tools of a request', () => {
  it('are those that a model calls, first those that stand alone', () => {
    expect(tools).toEqual([plain, read, patch]);
  });

  it.each([null, undefined, 'none', { type: 'function' }])('are none in %j', (value) => {
    expect(toolsIn(value)).toEqual([]);
  });
});

describe('a reference', () => {
  it.each([
    [{ type: 'function', name: 'read' }, [plain, read]],
    [{ type: 'function', name: 'read', namespace: 'files' }, [read]],
    [{ type: 'custom', name: 'read' }, []],
    [{ type: 'namespace', name: 'files' }, [read, patch]],
    [{ type: 'web_search' }, []],
  ])('%j finds its tools', (reference, found) => {
    expect(findTools(reference, 'tool_choice', tools)).toEqual(found);
    expect(tools.filter((tool) => found.length > 0 && isNamed(reference, tool))).toEqual(found);
  });

  it('without a name is refused', () => {
    expect(() => findTools({ type: 'function' }, 'tool_choice', tools)).toThrow(
      expect.objectContaining({ param: 'tool_choice.name' }),
    );
  });
});
