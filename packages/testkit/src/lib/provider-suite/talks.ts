import type { ApiName } from '@gw/core';
import { chatTalk } from './chat-talk.ts';
import { messagesTalk } from './messages-talk.ts';
import { responsesTalk } from './responses-talk.ts';
import type { Talk } from './talk.ts';

/** All apis in which one talks with a model. */
export const talks: readonly Talk[] = [chatTalk, responsesTalk, messagesTalk];

/** @throws {TypeError} for an api of another kind. */
export function talkOf(api: ApiName): Talk {
  const talk = talks.find((one) => one.api === api);
  if (!talk) throw new TypeError(`providerSuite: nobody talks in "${api}".`);
  return talk;
}
