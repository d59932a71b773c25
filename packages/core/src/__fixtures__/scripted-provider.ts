import type {
  CallOptions,
  Capabilities,
  Headers,
  Provider,
  ProviderReply,
  ProviderRequest,
} from '../lib/provider.ts';

/** One call that a provider got. */
export interface ReceivedCall {
  readonly api: string;
  readonly model: string;
  readonly stream: boolean;
  /** The body's own bytes. */
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** What a provider does when it is called: a reply, something to throw, or a function that decides. */
export type Step =
  | ProviderReply
  | Error
  | ((call: ReceivedCall) => ProviderReply | Promise<ProviderReply>);

export interface ScriptedProvider extends Provider {
  readonly calls: readonly ReceivedCall[];
}

/** A provider that does one step a call, and its last one for ever. A reply with a stream serves once. */
export function scriptedProvider(
  id: string,
  steps: Step | readonly Step[],
  more: Partial<Provider> = {},
): ScriptedProvider {
  const script = Array.isArray(steps) ? (steps as readonly Step[]) : [steps as Step];
  const calls: ReceivedCall[] = [];
  const capabilities: Capabilities = { apis: ['chat', 'embeddings', 'images'] };
  return {
    specVersion: 1,
    id,
    capabilities,
    calls,
    async call(request: ProviderRequest, options: CallOptions) {
      const call = receive(request, options);
      const step = script[Math.min(calls.length, script.length - 1)];
      calls.push(call);
      if (step instanceof Error) throw step;
      if (!step) throw new Error(`provider "${id}" has no step`);
      return typeof step === 'function' ? step(call) : step;
    },
    ...more,
  };
}

function receive(
  { api, model, stream, body }: ProviderRequest,
  options: CallOptions,
): ReceivedCall {
  const text = new TextDecoder().decode(body.bytes());
  return { api, model, stream, text, body: JSON.parse(text), ...options };
}

/** Waits like an upstream that thinks: until the call is aborted. */
export function untilAborted({ signal }: Pick<ReceivedCall, 'signal'>): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
