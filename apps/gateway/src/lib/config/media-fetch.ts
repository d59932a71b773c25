import type { Provider } from '@gw/core';
import { createGuardedFetch, type GuardedFetch } from '@gw/provider-utils';
import { z } from 'zod';
import type { MediaFetchConfig } from './gateway-config.ts';
import { count, milliseconds, text } from './setting-types.ts';
import { madeByCode, settingsBy, strictSettings } from './strict-settings.ts';

const limits = strictSettings({
  httpsOnly: z.boolean(),
  ports: z.array(count.max(65_535)).min(1),
  maxBytes: count,
  maxUrls: count,
  maxTotalBytes: count,
  timeoutMs: milliseconds.min(1),
  userAgent: text,
}).partial();

/** As they are written. */
export type WrittenLimits = z.input<typeof limits>;

const guardedFetch = madeByCode<GuardedFetch>(
  'a guarded fetch, as createGuardedFetch makes one',
  isMade,
);

function isMade(setting: object): setting is GuardedFetch {
  return typeof (setting as Partial<GuardedFetch>).fetchMedia === 'function';
}

/** Whether, and within which bounds, a provider fetches what requests name by URL. */
export const fetchMediaSetting = settingsBy<boolean | MediaFetchConfig | GuardedFetch>((value) => {
  if (typeof value !== 'object' || value === null) return z.boolean();
  return isMade(value) ? guardedFetch : (limits as z.ZodType<MediaFetchConfig>);
});

type Setting = z.output<typeof fetchMediaSetting>;

/** What the factory is given in place of the setting. */
export function toGuardedFetch(setting: Setting | undefined): GuardedFetch | undefined {
  if (!setting) return undefined;
  if (setting === true) return createGuardedFetch();
  return isMade(setting) ? setting : createGuardedFetch(setting);
}

/** One that was made here is closed with its provider; that of a program is the program's. */
export function closedWith(
  provider: Provider,
  setting: Setting | undefined,
  media: GuardedFetch | undefined,
): Provider {
  if (!media || media === setting) return provider;
  const close = async () => {
    await Promise.all([provider.close?.(), media.close()]);
  };
  return { ...provider, close };
}

/** The setting fit to be printed. */
export function describeFetchMedia(setting: Setting | undefined): unknown {
  return typeof setting === 'object' && isMade(setting) ? 'made by code' : setting;
}
