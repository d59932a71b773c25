import type { Row } from '../row.ts';
import { abortRow } from './abort-row.ts';
import { bigBodiesRow } from './big-bodies-row.ts';
import { jsonRows } from './json-rows.ts';
import { latencyRows } from './latency-rows.ts';
import { memorySlopeRow } from './memory-slope-row.ts';
import { openStreamRows } from './open-stream-rows.ts';
import { packageRows } from './package-rows.ts';
import { streamRows } from './stream-rows.ts';
import { workersRow } from './workers-row.ts';

/** In the order in which they run and are told. */
export const rows: readonly Row[] = [
  ...jsonRows,
  workersRow,
  ...streamRows,
  ...latencyRows,
  ...openStreamRows,
  abortRow,
  bigBodiesRow,
  memorySlopeRow,
  ...packageRows,
];
