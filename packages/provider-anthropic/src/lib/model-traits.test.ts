import { describe, expect, it } from 'vitest';
import { traitsOf } from './model-traits.ts';

describe('how a model thinks', () => {
  it.each([
    ['claude-3-5-haiku-20241022', 'never', 'unsaid', ''],
    ['claude-3-7-sonnet-latest', 'budget', 'unsaid', ''],
    ['claude-sonnet-4-20250514', 'budget', 'unsaid', ''],
    ['claude-haiku-4-5-20251001', 'budget', 'unsaid', ''],
    ['claude-opus-4-5-20251101', 'budget', 'unsaid', 'low medium high'],
    ['anthropic.claude-opus-4-6-v1', 'adaptive', 'unsaid', 'low medium high max'],
    ['claude-opus-4-8', 'adaptive', 'unsaid', 'low medium high xhigh max'],
    ['claude-sonnet-5', 'adaptive', 'disabled', 'low medium high xhigh max'],
    ['claude-opus-5', 'adaptive', 'disabled', 'low medium high xhigh max'],
    ['claude-haiku-5-5', 'adaptive', 'disabled', 'low medium high xhigh max'],
    ['claude-sonnet-5-5', 'adaptive', 'between_tools', 'low medium high xhigh max'],
    ['claude-opus-5-5', 'adaptive', 'impossible', 'low medium high xhigh max'],
    ['claude-fable-5', 'adaptive', 'impossible', 'low medium high xhigh max'],
    ['claude-next', 'adaptive', 'impossible', 'low medium high xhigh max'],
    ['some-other-model', 'budget', 'unsaid', ''],
  ])('is told by the name: %s', (model, thinking, rest, efforts) => {
    const traits = traitsOf(model);
    expect([traits.thinking, traits.rest, traits.efforts.join(' ')]).toEqual([
      thinking,
      rest,
      efforts,
    ]);
  });
});

describe('what a model takes', () => {
  const taking = (trait: 'takesSampling' | 'takesSystemTurns' | 'takesForcedTools') =>
    [
      'claude-sonnet-4-6',
      'claude-opus-4-7',
      'claude-opus-4-8',
      'claude-sonnet-5',
      'claude-opus-5',
      'claude-fable-5',
      'claude-fable-5-1',
      'claude-opus-5-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
      'some-other-model',
    ].filter((model) => traitsOf(model)[trait]);

  it('is temperature up to 4.6', () => {
    expect(taking('takesSampling')).toEqual(['claude-sonnet-4-6', 'some-other-model']);
  });

  it('is system messages in the middle from Opus 4.8 on, but not on Sonnet 5', () => {
    expect(taking('takesSystemTurns')).toEqual([
      'claude-opus-4-8',
      'claude-opus-5',
      'claude-fable-5',
      'claude-fable-5-1',
      'claude-opus-5-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
    ]);
  });

  it('is a tool that it must call, except on those that decide by themselves', () => {
    expect(taking('takesForcedTools')).toEqual([
      'claude-sonnet-4-6',
      'claude-opus-4-7',
      'claude-opus-4-8',
      'claude-sonnet-5',
      'claude-opus-5',
      'claude-fable-5',
      'claude-haiku-5-5',
      'some-other-model',
    ]);
  });
});
