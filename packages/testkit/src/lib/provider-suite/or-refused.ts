import { GatewayError } from '@gw/core';

/**
 * Runs what takes an ability that not all providers have. One that has it not says so, by name.
 * @param member of the request that asks for it: the refusal names it or something in it.
 */
export async function orRefused(member: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isRefusalOf(error, member)) throw error;
  }
}

/** Only this code sends the gateway on to the next target. */
export function isRefusalOf(error: unknown, member: string): error is GatewayError {
  if (!(error instanceof GatewayError) || error.code !== 'unsupported_parameter') return false;
  const rest = error.param?.startsWith(member) && error.param.slice(member.length);
  return typeof rest === 'string' && /^($|[.[])/.test(rest);
}
