import { chatProbes } from './chat-probes.ts';
import { embeddingsProbes, imagesProbes } from './other-probes.ts';
import type { Probe } from './probe.ts';
import { responsesProbes } from './responses-probes.ts';

/** All that the suite asks for beside words. */
export const probes: readonly Probe[] = [
  ...chatProbes,
  ...responsesProbes,
  ...embeddingsProbes,
  ...imagesProbes,
];

/** `chat: a sound` */
export function titleOf({ api, name }: Probe): string {
  return `${api}: ${name}`;
}
