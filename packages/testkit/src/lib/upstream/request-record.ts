import type { Outcome, RecordedRequest } from './recorded-request.ts';
import type { HeaderList } from './step.ts';

/** The upstream's own side of a recorded request. */
export interface RequestRecord {
  readonly request: RecordedRequest;
  /** Counts one accepted write. */
  sent(bytes: number): void;
  /** The first call decides; later ones change nothing. */
  end(outcome: Outcome): void;
}

/** What is known of a request before its answer begins. */
export interface ReceivedRequest {
  readonly index: number;
  readonly method: string;
  /** Request target: path and query. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly bodyComplete: boolean;
  readonly connection: number;
}

export function createRequestRecord(received: ReceivedRequest): RequestRecord {
  const { target, headers, body, ...rest } = received;
  const [path = '', search = ''] = splitOnce(target, '?');
  const text = new TextDecoder().decode(body);
  const closed = Promise.withResolvers<Outcome>();
  const aborted = Promise.withResolvers<void>();
  const progress = { sentBytes: 0, sentFrames: 0 };
  let outcome: Outcome | undefined;
  let abortedAtMs: number | undefined;

  const request: RecordedRequest = {
    ...rest,
    path,
    query: new URLSearchParams(search),
    headers,
    header: (name) => joinHeader(headers, name),
    body,
    text,
    json: parseJson(text),
    receivedAtMs: performance.now(),
    aborted: aborted.promise,
    closed: closed.promise,
    get sentBytes() {
      return progress.sentBytes;
    },
    get sentFrames() {
      return progress.sentFrames;
    },
    get outcome() {
      return outcome;
    },
    get wasAborted() {
      return outcome === 'aborted';
    },
    get abortedAtMs() {
      return abortedAtMs;
    },
  };
  return {
    request,
    sent(bytes) {
      progress.sentBytes += bytes;
      progress.sentFrames += 1;
    },
    end(how) {
      if (outcome !== undefined) return;
      outcome = how;
      if (how === 'aborted') {
        abortedAtMs = performance.now();
        aborted.resolve();
      }
      closed.resolve(how);
    },
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function joinHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers
    .filter(([each]) => each.toLowerCase() === wanted)
    .map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
