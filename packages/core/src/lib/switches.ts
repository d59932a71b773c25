import type { AttemptSwitches } from './context.ts';
import { GatewayError } from './errors.ts';
import { headerValue } from './headers.ts';
import type { Headers } from './provider.ts';

/**
 * Reads the caller's own word on repetition: `x-gw-retry: off` and `x-gw-fallback: off`. An agent
 * that retries by itself switches ours off, so that one failure is not multiplied.
 */
export function readSwitches(headers: Headers): AttemptSwitches {
  return {
    retry: isOn(headers, 'x-gw-retry'),
    fallback: isOn(headers, 'x-gw-fallback'),
  };
}

function isOn(headers: Headers, name: string): boolean {
  return headerValue(headers, name)?.trim().toLowerCase() !== 'off';
}

/** @throws {GatewayError} `invalid_value` for anything but `on` and `off`: a typo must not switch a protection off unseen. */
export function checkSwitches(headers: Headers): void {
  for (const name of ['x-gw-retry', 'x-gw-fallback']) {
    const value = headerValue(headers, name)?.trim().toLowerCase();
    if (value === undefined || value === 'on' || value === 'off') continue;
    throw new GatewayError('invalid_value', `Header ${name} must be "on" or "off".`, {
      param: name,
    });
  }
}
