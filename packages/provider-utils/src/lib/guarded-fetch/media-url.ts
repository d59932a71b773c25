import type { FetchLimits } from './guarded-fetch.ts';
import { credentialsInUrl, notFetchable, portRefused } from './media-faults.ts';

/**
 * Checks what the URL itself tells, before any name is asked for. The parser has turned every other
 * spelling of an address (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`) into the usual one.
 * @throws {GatewayError} `invalid_value`
 */
export function parseMediaUrl(text: string, limits: FetchLimits, param: string): URL {
  const { httpsOnly, ports } = limits;
  const url = URL.parse(text);
  const isSecure = url?.protocol === 'https:';
  if (!url || (!isSecure && (httpsOnly || url.protocol !== 'http:'))) {
    throw notFetchable(param, httpsOnly);
  }
  if (url.username !== '' || url.password !== '') throw credentialsInUrl(param);
  const usualPort = isSecure ? 443 : 80;
  const port = url.port === '' ? usualPort : Number(url.port);
  if (!ports.includes(port)) throw portRefused(param, ports);
  return url;
}
