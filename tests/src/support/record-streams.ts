import { readSseStream, type Violation, validateResponsesStream } from '@gw/testkit/responses';

/** A `fetch` for clients that keeps a copy of every event stream, as its bytes came. */
export interface StreamRecorder {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The streams so far, each once it has ended. */
  streams(): Promise<readonly RecordedStream[]>;
}

export interface RecordedStream {
  readonly text: string;
  readonly events: readonly StreamEvent[];
  /** All that is wrong with it, as bytes and as a story. */
  readonly violations: readonly Violation[];
}

export interface StreamEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

export function recordStreams(): StreamRecorder {
  const texts: Promise<string>[] = [];
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (!response.body || !isEventStream(response)) return response;
      const [kept, read] = response.body.tee();
      const text = new Response(kept).text();
      // A client that leaves breaks its copy off too; only who asks for the streams is told.
      text.catch(() => undefined);
      texts.push(text);
      return new Response(read, response);
    },
    streams: async () => (await Promise.all(texts)).map(judge),
  };
}

/** Reads a Responses stream and holds it against the rules. */
export function judge(text: string): RecordedStream {
  const { events, violations } = readSseStream(text);
  return {
    text,
    events: events as StreamEvent[],
    violations: [...violations, ...validateResponsesStream(events)],
  };
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}
