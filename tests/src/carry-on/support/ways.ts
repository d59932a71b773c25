import type { Gateway } from '@gw/core';
import type { Output, Talk, Told } from './talk.ts';
import { talkChat } from './talk-chat.ts';
import { talkMessages } from './talk-messages.ts';
import { talkResponses } from './talk-responses.ts';
import { picture } from './turns.ts';

export type ClientApi = 'responses' | 'chat' | 'messages';

/** A way in which a client may talk. */
export interface Way {
  readonly name: string;
  readonly api: ClientApi;
  open(gateway: Gateway): Talk;
}

export const ways: readonly Way[] = [true, false].flatMap((isStream) => {
  const how = isStream ? 'streamed' : 'whole';
  return [
    {
      name: `responses, all sent each time, ${how}`,
      api: 'responses' as const,
      open: (gateway: Gateway) => talkResponses({ gateway, isStream }, { isStored: false }),
    },
    {
      name: `responses, by id, ${how}`,
      api: 'responses' as const,
      open: (gateway: Gateway) => talkResponses({ gateway, isStream }, { isStored: true }),
    },
    {
      name: `chat, ${how}`,
      api: 'chat' as const,
      open: (gateway: Gateway) => talkChat({ gateway, isStream }),
    },
    {
      name: `messages, ${how}`,
      api: 'messages' as const,
      open: (gateway: Gateway) => talkMessages({ gateway, isStream }),
    },
  ];
});

/** What the tools give back: a text each, and from the second lookup a picture too. */
export function outputsOf({ calls }: Told): Output[] {
  return calls.map(({ id, name }, place) => ({
    id,
    text: `${name} ${place}`,
    ...(place === 1 && { picture }),
  }));
}
