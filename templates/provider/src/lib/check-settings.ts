import { checkCommonSettings } from '@gw/provider-utils';
import type { AcmeProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: AcmeProviderSettings): void {
  checkCommonSettings(settings, { factory: 'createAcmeProvider', names });
}

/** A setting that is missing here does not compile. */
const names: { readonly [Name in keyof Required<AcmeProviderSettings>]: true } = {
  id: true,
  baseUrl: true,
  apiKey: true,
  headers: true,
  forwardHeaders: true,
  timeouts: true,
  proxy: true,
  transport: true,
};
