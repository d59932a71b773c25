import type { AnyOperation } from '../operation.ts';
import { chat } from './chat.ts';
import { embeddings } from './embeddings.ts';
import { images } from './images.ts';

/** The inference endpoints. Adding one is adding a row. */
export const operations: readonly AnyOperation[] = [chat, embeddings, images];
