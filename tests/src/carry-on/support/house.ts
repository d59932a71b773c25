import { createGateway, type Gateway } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';
import { anthropic } from './speak-anthropic.ts';
import { contentChat, detailsChat, plainChat } from './speak-chat.ts';
import { gemini } from './speak-gemini.ts';
import { ollama } from './speak-ollama.ts';
import { responses } from './speak-responses.ts';
import { type Speaker, startSpeaker, type Wire } from './speaker.ts';

/** All that there is to carry on a conversation of, and with. */
export const wires = {
  plain: plainChat,
  content: contentChat,
  details: detailsChat,
  responses,
  anthropic,
  gemini,
  ollama,
} as const satisfies Record<string, Wire>;

export type Kind = keyof typeof wires;
export const kinds = Object.keys(wires) as Kind[];

/** A gateway with two servers of every kind, which cannot read each other's thoughts, and the demo. */
export interface CarryOnHouse {
  readonly gateway: Gateway;
  speaker(kind: Kind, which?: 'other'): Speaker;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openCarryOnHouse(): Promise<CarryOnHouse> {
  const ids = kinds.flatMap((kind) => [[kind, kind] as const, [kind, `other${kind}`] as const]);
  const started = await Promise.all(ids.map(([kind, id]) => startSpeaker(id, wires[kind])));
  const speakers = new Map(started.map((speaker) => [speaker.id, speaker]));
  const gateway = createGateway({
    providers: [...started.map(({ provider }) => provider), createDemoProvider({ wordDelayMs: 0 })],
    // `a+b` is a's model, and b's where a fails.
    models: Object.fromEntries([
      ...started.map(({ id }) => [`${id}/*`, `${id}`]),
      ['demo/*', 'demo'],
      ...started.flatMap((one) =>
        started.map((next) => [`${one.id}+${next.id}`, [one.model, next.model]]),
      ),
    ]),
    retry: { maxAttempts: 4, backoffMs: 1 },
  });
  return {
    gateway,
    speaker(kind, which) {
      const speaker = speakers.get(which ? `other${kind}` : kind);
      if (!speaker) throw new Error(`There is no ${kind}.`);
      speaker.forget();
      return speaker;
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await Promise.all(started.map((speaker) => speaker.close()));
    },
  };
}
