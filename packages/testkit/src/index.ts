export { recordStream } from './lib/recordings/record-stream.ts';
export type { RecordedStream } from './lib/recordings/recorded-stream.ts';
export { recordings } from './lib/recordings/recordings.ts';
export { doneFrame, type FrameLike, sseFrame } from './lib/sse-frame.ts';
