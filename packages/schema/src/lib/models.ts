/**
 * One model a client may name.
 * @see https://developers.openai.com/api/reference/resources/models/methods/retrieve
 */
export interface Model {
  /** What a request puts into `model`. */
  id: string;
  object: 'model';
  /** When the model appeared, in Unix seconds. */
  created: number;
  /** The organization that owns the model. */
  owned_by: string;
  /** The day the model goes away; `null` or absent when none is announced. */
  shutdown_date?: string | null;
}

/**
 * The answer to `GET /v1/models`: all of them at once, there are no pages.
 * @see https://developers.openai.com/api/reference/resources/models/methods/list
 */
export interface ModelList {
  object: 'list';
  /** Every model this client may name. */
  data: Model[];
}
