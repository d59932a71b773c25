import type { Logger } from '@gw/core';

/**
 * Warnings of the core name its options. Where this server has a variable for one too, they name that
 * as well: whoever runs it may have no configuration file.
 */
export function nameVariables(logger: Logger): Logger {
  return {
    warn: (message, fields) => logger.warn(message + hintFor(message), fields),
    error: (message, fields) => logger.error(message, fields),
  };
}

function hintFor(message: string): string {
  return message.includes('"responses.sealKeys"')
    ? ' The variable GW_SEAL_KEY takes such bytes too.'
    : '';
}
