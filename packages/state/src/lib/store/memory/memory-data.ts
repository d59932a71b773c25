import { createLogs, type Logs } from './logs.ts';
import { createPieces, type Pieces } from './pieces.ts';
import { createRecords, type Records } from './records.ts';

/** All that a memory store keeps. */
export interface MemoryData {
  readonly records: Records;
  readonly logs: Logs;
  readonly pieces: Pieces;
  /** One larger at each call. */
  nextPosition(): number;
}

export function createMemoryData(): MemoryData {
  let position = 0;
  return {
    records: createRecords(),
    logs: createLogs(),
    pieces: createPieces(),
    nextPosition() {
      position += 1;
      return position;
    },
  };
}
