import { describe, expect, it } from 'vitest';
import { defaultThinkLevels, mapThink, type ThinkLevels } from './map-think.ts';

function map(effort: unknown, model: string, levels: ThinkLevels = defaultThinkLevels) {
  const warnings: string[] = [];
  const think = mapThink(effort, model, levels, (one) => warnings.push(one));
  return { think, warned: warnings.length };
}

describe('how much a model thinks', () => {
  it.each([
    [undefined, undefined, 0],
    [null, undefined, 0],
    ['none', false, 0],
    ['minimal', false, 1],
    ['low', true, 1],
    ['high', true, 1],
  ])('%s is %s for a model that thinks or does not', (effort, think, warned) => {
    expect(map(effort, 'qwen3:8b')).toEqual({ think, warned });
  });

  it.each([
    ['none', false, 0],
    ['minimal', 'low', 1],
    ['medium', 'medium', 0],
    ['max', 'high', 1],
    ['turbo', 'turbo', 0],
  ])('%s is %s for a model with levels', (effort, think, warned) => {
    expect(map(effort, 'gpt-oss:20b')).toEqual({ think, warned });
  });

  it('follows the settings, by name, by name without tag, and by beginnings of names', () => {
    const levels = { 'mine:8b': ['low'], yours: ['max'], 'qwen3.8*': ['low', 'high', 'max'] };
    expect(map('max', 'mine:8b', levels).think).toBe('low');
    expect(map('low', 'yours:latest', levels).think).toBe('max');
    expect(map('xhigh', 'qwen3.8:27b', levels).think).toBe('high');
    expect(map('low', 'gpt-oss', levels).think).toBe(true);
  });

  it('says in words what it did', () => {
    const warnings: string[] = [];
    mapThink('high', 'qwen3', defaultThinkLevels, (one) => warnings.push(one));
    expect(warnings).toEqual([
      '"qwen3" does not know "reasoning_effort": "high"; it is asked with think: true.',
    ]);
  });

  it('leaves words to the server where the levels are words of its own', () => {
    expect(map('high', 'odd', { odd: ['deep'] })).toEqual({ think: 'high', warned: 0 });
  });
});
