import { pause } from '../../support/until.ts';
import type { GatewayProcess } from './gateway-process.ts';
import type { Random } from './random.ts';

export interface Kills {
  readonly gateways: readonly GatewayProcess[];
  readonly random: Random;
  /** All together. */
  readonly count: number;
  /** The longest that one lives behind its start, in ms. */
  readonly longest: number;
}

/** Kills gateways at random moments, also of their starts, and starts them again. All run at the end. */
export async function killAgainAndAgain({ gateways, random, count, longest }: Kills) {
  let left = count;
  const killOne = async (gateway: GatewayProcess) => {
    while (left > 0) {
      left -= 1;
      const start = gateway.url === undefined ? gateway.start() : Promise.resolve();
      if (random.chance(0.1)) {
        // It is killed before it can say that it is there.
        start.catch(() => undefined);
        await pause(random.between(0, longest));
      } else {
        await start;
        await pause(random.between(30, longest));
      }
      await gateway.kill();
    }
    await gateway.start();
  };
  await Promise.all(gateways.map(killOne));
}
