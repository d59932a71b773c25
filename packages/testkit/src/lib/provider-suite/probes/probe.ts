import type { ApiName } from '@gw/core';
import type { Members } from '../ask.ts';
import type { ChatAnswer } from '../provider-wire.ts';
import type { Told } from '../talk.ts';

/** Something that a client may ask for and a provider may be unable to give. */
export interface Probe {
  readonly api: ApiName;
  readonly name: string;
  /** The members of a request that ask for it. */
  readonly members: Members;
  /** The same request without it. Default: nothing but words. */
  readonly plain?: Members;
  /** What a refusal names, or something inside of it: `messages[0].content[1]`. */
  readonly param: string;
  /** Text that reaches the upstream with it. Default: the request differs from one without. */
  readonly mark?: string;
  /** The word that a warning has. Default: the answer is none without it, so a warning is too late. */
  readonly hint?: string;
  /** What a model says. Default: some words. */
  readonly answer?: ChatAnswer;
  /** Whether the provider itself has done what was asked. Default: only an upstream can. */
  isKept?(told: Told): boolean;
}

/** A setting of a request's top, which nobody dies of when it is left out with a warning. */
export function settingProbe(api: ApiName, name: string, value: unknown, plain?: Members): Probe {
  return {
    api,
    name: `"${name}"`,
    members: { ...plain, [name]: value },
    ...(plain && { plain }),
    param: name,
    hint: name,
  };
}
