import type { Capabilities, ModelSpec, TargetSpec } from '@gw/core';
import { z } from 'zod';
import { apiName, quirk } from './api-names.ts';
import { misfit } from './issue-text.ts';
import { notEmpty, text } from './setting-types.ts';
import { settingsBy, strictSettings } from './strict-settings.ts';

const capabilities: z.ZodType<Partial<Capabilities>> = strictSettings({
  apis: z.array(apiName).min(1).readonly(),
  streamUsage: z.boolean(),
  carries: z.array(text).readonly(),
  quirks: z.array(quirk).readonly(),
}).partial() as z.ZodType<Partial<Capabilities>>;

const targetName = z
  .string({ error: ({ input }) => misfit('"provider/model", a target or a list of them', input) })
  .min(1, notEmpty);

const targetSettings = strictSettings(
  {
    provider: text,
    model: text.optional(),
    api: apiName.optional(),
    overrides: z.record(z.string(), z.unknown()).optional(),
    weight: z.number().min(0).optional(),
    capabilities: capabilities.optional(),
    upstreamState: z.literal('forward').optional(),
  },
  // Providers have these at the top, next to their other settings.
  { quirks: 'capabilities.quirks', streamUsage: 'capabilities.streamUsage' },
);

const target = settingsBy<TargetSpec>((value) => {
  const isSettings = typeof value === 'object' && value !== null;
  return isSettings ? (targetSettings as z.ZodType<TargetSpec>) : targetName;
});

const modelSettings = strictSettings({
  targets: z.array(target).min(1),
  strategy: z.enum(['order', 'weighted']).optional(),
  tenants: z.array(text).optional(),
});

/** One target, a list of them, or targets with more said about them. */
export const modelSpec = settingsBy<ModelSpec>((value) => {
  if (Array.isArray(value)) return z.array(target).min(1);
  const isSettings = typeof value === 'object' && value !== null && !('provider' in value);
  return isSettings ? (modelSettings as z.ZodType<ModelSpec>) : target;
});

/** Names and patterns to targets. */
export const modelsTable = z.record(z.string(), modelSpec);
