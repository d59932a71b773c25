/**
 * Where state lives: records in ordered collections, logs of events, and large pieces of text beside
 * them. It knows nothing of responses or conversations, so that a store is some hundred lines and a
 * new kind of record needs no migration.
 *
 * The tenant is part of every key. What belongs to another tenant is not there, and no method can tell
 * the difference. Keys (tenant, kind, owner, id) are printable ASCII of at most 512 characters; the
 * state module sees to that before a store is asked.
 *
 * Every method rejects with whatever the store's own failure is; the state module makes 503 of it.
 */
export interface StateStore {
  /** Opens what is to be opened and brings its tables up to date. Called before all others, and again where it rejected. */
  start(): Promise<void>;
  /** Lets go of everything. Safe to call twice; whatever is asked after it rejects. */
  close(): Promise<void>;

  get(key: RecordKey): Promise<StoredRecord | undefined>;
  /** The newest record of this kind and id, whoever owns it. */
  find(tenant: string, kind: string, id: string): Promise<StoredRecord | undefined>;
  /**
   * A page of one collection.
   * @returns nothing where the cursor names no record of that collection.
   */
  list(query: ListQuery): Promise<readonly StoredRecord[] | undefined>;

  /**
   * All changes or none, in their order.
   * @returns false where a condition did not hold, and then nothing was written: the guard's epoch, a
   *   `version`, an insert of what is there, an update of what is not, a release of what is not there, of
   *   what has another epoch, or of what was released already.
   */
  write(tenant: string, changes: readonly Change[], guard?: Guard): Promise<boolean>;

  /**
   * Takes a record for `holder` where nobody has it, or whose time is over by the store's own clock.
   * @param ms how long it is held, unless renewed.
   * @returns the record's new epoch, larger than all before; nothing where it is held or not there.
   */
  acquire(key: RecordKey, holder: string, ms: number): Promise<number | undefined>;
  /** @returns whether it is still held in this epoch; then it is for `ms` from now on. */
  renew(key: RecordKey, epoch: number, ms: number): Promise<boolean>;

  /** The batches of a log with a sequence number above `after`, in order. */
  readEvents(
    tenant: string,
    log: string,
    after: number,
    limit: number,
  ): Promise<readonly EventBatch[]>;
  /** @returns the piece's text; nothing where this tenant has no record that refers to it. */
  readPiece(tenant: string, hash: string): Promise<string | undefined>;

  /** Records of a kind that were held and whose time is over, of all tenants, longest ago first. */
  listExpired(kind: string, limit: number): Promise<readonly StoredRecord[]>;
  /**
   * Records of a kind, without owner or with, made before `beforeMs`, of all tenants, oldest first.
   * @param after a record that this has given, which may be gone by now: those behind it. Read on like
   *   that, each record comes once. Default: from the first one.
   */
  listOlder(
    kind: string,
    beforeMs: number,
    limit: number,
    after?: StoredRecord,
  ): Promise<readonly StoredRecord[]>;

  /**
   * Tells when something was written under `id`: the record itself, what it owns, its log; by whatever
   * process. May tell late (within a second), more than once, or where nothing was written.
   * @returns ends it.
   */
  subscribe(tenant: string, id: string, listener: () => void): () => void;

  /**
   * Does the work that `enqueue` changes ask for: here, or in whichever process that shares the store
   * has called this. Each piece of work is given to one handler at a time; it is given again, once its
   * process has died or its handler has thrown, until one has resolved. Behind one that has thrown, within
   * some 5 s, however often that was.
   * @param atOnce how many handlers may run at a time in this process.
   * @returns stops taking work; resolves when no handler runs any more.
   */
  work(topic: string, atOnce: number, handler: WorkHandler): Promise<() => Promise<void>>;
}

export type WorkHandler = (work: { readonly tenant: string; readonly id: string }) => Promise<void>;

/** What names a record. */
export interface RecordKey {
  readonly tenant: string;
  /** `response`, `item`, `conversation`, …: any short word. */
  readonly kind: string;
  /** The id of the record it belongs to and goes with. Empty for those that belong to none. */
  readonly owner: string;
  readonly id: string;
}

export interface StoredRecord extends RecordKey {
  /** Larger for those inserted later; the order of lists. */
  readonly position: number;
  /** What lists can be narrowed to. Default: nothing. */
  readonly label: string | undefined;
  /** Milliseconds since 1970, as given at the insert. */
  readonly createdAt: number;
  /** 1 at the insert, one more with every update. */
  readonly version: number;
  /** 0 until it is first taken; see `acquire`. */
  readonly epoch: number;
  /** Who holds it; nothing where nobody does, or whose time is over. */
  readonly holder: string | undefined;
  /** Any text, byte for byte. */
  readonly body: string;
  /** Where pieces are cut out of the text, in order. */
  readonly pieces: readonly PieceReference[];
}

/** A large stretch of a body that is kept once a tenant, however many records have it. */
export interface PieceReference {
  /** Where it stands in the body without pieces, in UTF-16 units. */
  readonly at: number;
  /** SHA-256 of its text in UTF-8, in hexadecimal. */
  readonly hash: string;
}

export interface Piece extends PieceReference {
  /**
   * Default: this tenant has it already, in some record. Where it has not, nothing of the write is
   * written: it is false, or rejects.
   */
  readonly text?: string | undefined;
}

export interface ListQuery {
  readonly tenant: string;
  readonly kind: string;
  readonly owner: string;
  /** Default: any. */
  readonly label?: string | undefined;
  /** Id of the record behind which, in `order`, the page begins. Default: at the start. */
  readonly after?: string | undefined;
  /** Id of the record before which the page ends; then it holds those right before it. Default: no end. */
  readonly before?: string | undefined;
  readonly limit: number;
  /** By position. */
  readonly order: 'asc' | 'desc';
}

/** Nothing is written unless this record is there in this epoch. */
export interface Guard {
  readonly kind: string;
  readonly owner: string;
  readonly id: string;
  readonly epoch: number;
}

type Key = Omit<RecordKey, 'tenant'>;

export type Change =
  | ({ readonly type: 'insert' } & Key & Content & { readonly createdAt: number })
  /** @param version the one that it must have. Default: any. */
  | ({ readonly type: 'update' } & Key & Content & { readonly version?: number | undefined })
  /** With all that it owns, at any depth, its log, and pieces that nobody else refers to. Not there: no failure. */
  | ({ readonly type: 'delete' } & Key)
  /** Ends a hold in this epoch, before its time. A second one in the same epoch makes the write false. */
  | ({ readonly type: 'release' } & Key & { readonly epoch: number })
  /** Adds to the log of the record `log`; it goes with that record. */
  | ({ readonly type: 'append'; readonly log: string } & EventBatch)
  | { readonly type: 'dropEvents'; readonly log: string }
  /** Work for a handler of `topic`, from the moment this write is done. */
  | { readonly type: 'enqueue'; readonly topic: string; readonly id: string };

export interface Content {
  /** Default: none, and at an update: as it is. */
  readonly label?: string | undefined;
  readonly body: string;
  /** Default: none. */
  readonly pieces?: readonly Piece[] | undefined;
}

/** Events that were written together. */
export interface EventBatch {
  /** Sequence number of the first and of the last one. */
  readonly first: number;
  readonly last: number;
  /** Any text, byte for byte. */
  readonly events: string;
}
