import type { ApiEvent, ApiResponse } from './api.ts';
import type { Call } from './call.ts';
import type { ApiContext } from './context.ts';
import { GatewayError, toGatewayError } from './errors.ts';
import type { HookChain } from './hook-chain.ts';
import type { RecordedEnd, Recorder } from './hooks.ts';

/** What recorders are told of one answer. */
export interface Recording {
  event(event: ApiEvent, bytes: Uint8Array): void;
  /**
   * Never rejects: an answer of which somebody has read most goes out to its end. Only the first end counts.
   * @returns why it could not be recorded: an error that its client may be told. Nothing where it was.
   */
  end(end: RecordedEnd): Promise<GatewayError | undefined>;
}

/**
 * Opens the recorders when the first thing is known to go out: by then `wrapRun` hooks have begun.
 * @param current the answer as it stands, for a client that leaves.
 * @returns nothing where no hook records.
 */
export function createRecording(
  call: Call,
  chain: HookChain,
  current: () => ApiResponse | undefined,
): Recording | undefined {
  if (!chain.hasRecorders) return undefined;
  const { ctx } = call;
  let recorders: readonly Recorder[] | undefined;
  let ended: Promise<GatewayError | undefined> | undefined;

  const open = () => (recorders ??= openAll());
  const openAll = () => {
    const opened = chain.openRecorders(ctx as ApiContext);
    for (const { lost } of opened) if (lost) endWith(call, lost);
    return opened;
  };
  const endAll = async (end: RecordedEnd) => {
    const failures = await Promise.all(open().map((recorder) => endOne(recorder, end)));
    return failures.find((failure) => failure instanceof GatewayError);
  };
  const endOne = async (recorder: Recorder, end: RecordedEnd): Promise<unknown> => {
    try {
      await recorder.end(end);
      return undefined;
    } catch (cause) {
      report(cause);
      return cause;
    }
  };
  const report = (cause: unknown) => {
    ctx.log.error('An answer could not be recorded.', { requestId: ctx.requestId, cause });
    const message = 'The response could not be stored: it cannot be continued.';
    call.emit({ type: 'warning', message });
  };
  const recording: Recording = {
    event(event, bytes) {
      for (const recorder of open()) {
        try {
          recorder.event?.(event, bytes);
        } catch (cause) {
          report(cause);
        }
      }
    },
    end(end) {
      ended ??= endAll(end);
      return ended;
    },
  };
  call.onRelease(() => {
    // What has not begun was given to nobody.
    if (recorders && !ended) {
      ctx.waitUntil(recording.end({ outcome: 'cancelled', response: current() }));
    }
  });
  return recording;
}

/** Who records an answer no longer can say so: it must not go on as if it were kept. */
function endWith(call: Call, lost: AbortSignal): void {
  const end = () => call.cancel(toGatewayError(lost.reason));
  if (lost.aborted) end();
  lost.addEventListener('abort', end);
  call.onRelease(() => lost.removeEventListener('abort', end));
}
