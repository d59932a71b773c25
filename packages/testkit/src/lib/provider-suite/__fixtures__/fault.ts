import type { Agent } from 'node:http';

/** What the provider of these tests can do wrong; the suite has to notice each. */
export type Fault =
  | 'opens a connection when it is made'
  | 'starts a timer when it is made'
  | 'draws a random number when it is made'
  | 'keeps its methods on a class'
  | 'speaks every api'
  | 'throws instead of rejecting'
  | 'parses the body anew'
  | 'drops what it does not know'
  | 'drops images'
  | "forwards the client's headers"
  | 'sends the key in the URL'
  | 'shows its key'
  | 'shows the key in errors'
  | 'logs the request into its errors'
  | 'follows redirects'
  | 'opens a connection for each call'
  | 'ignores the signal'
  | 'rejects with its own words when aborted'
  | 'begins although it is aborted'
  | 'leaves listeners on the signal'
  | 'opens streams lazily'
  | 'repeats what was refused'
  | 'loses what a refusal says'
  | 'takes every error for an object'
  | 'shows pages'
  | 'forgets when to ask again'
  | 'throws what the socket throws'
  | 'waits for the first frame'
  | 'keeps status and headers to itself'
  | 'collects streams'
  | 'believes what was asked'
  | 'ends well when it is cut'
  | 'takes a read for whole frames'
  | 'decodes each read by itself'
  | 'knows LF alone'
  | 'yields one frame at a time'
  | 'yields events without their names'
  | 'forgets [DONE]'
  | 'throws comments at the client'
  | 'writes frames anew'
  | 'numbers all calls alike'
  | 'drops chunks without choices'
  | 'knows no content filter'
  | 'hides errors inside a stream'
  | 'holds on to a stream that makes no sense'
  | 'streams from a generator'
  | 'never lets go'
  | 'reads without bound'
  | 'mixes calls'
  | 'fails when it is closed twice'
  | 'works on after close()'
  | 'keeps connections after close()'
  | 'lists what it was sent'
  | 'loses encrypted content'
  | 'loses the text of responses'
  | 'takes a refusal for text'
  | 'loses arguments'
  | 'calls everything complete'
  | 'drops the details of the usage'
  | 'compacts nothing'
  | 'counts nothing';

/** What one provider is made of. */
export interface Faulty {
  readonly id: string;
  readonly baseUrl: string;
  readonly key: string;
  readonly agent: Agent;
  /** Undefined: it does nothing wrong. */
  readonly fault: Fault | undefined;
}
