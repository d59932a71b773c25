export { createState, type State } from './lib/create-state.ts';
export type { StateOptions } from './lib/state-options.ts';
export { createMemoryStore } from './lib/store/memory-store.ts';
export type {
  Change,
  Content,
  EventBatch,
  Guard,
  ListQuery,
  Piece,
  PieceReference,
  RecordKey,
  StateStore,
  StoredRecord,
  WorkHandler,
} from './lib/store/state-store.ts';
