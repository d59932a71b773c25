export { createState, type State, type StateOptions } from './lib/create-state.ts';
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
