import { hashText } from '../hash.ts';
import { encodePng, type Rgb } from './encode-png.ts';
import type { ImageSize } from './image-size.ts';

export interface PatternOptions {
  readonly size: ImageSize;
  readonly isTransparent: boolean;
  /** How much of it is there, from the top: 0.5 is the upper half. Default: 1. */
  readonly share?: number;
}

/** Cells a side; the outer ones stay empty, and the right half mirrors the left. */
const cells = 7;

/** A PNG with a pattern and a colour that depend on `text` alone, as a picture that means nothing. */
export function drawPattern(text: string, options: PatternOptions): Uint8Array {
  const { size, isTransparent, share = 1 } = options;
  const hash = hashText(text);
  const cell = Math.min(size.width, size.height) / cells;
  const left = (size.width - cell * cells) / 2;
  const top = (size.height - cell * cells) / 2;
  return encodePng({
    ...size,
    colours: [[244, 244, 240], colourOf(text)],
    isTransparent,
    isFigure(x, y) {
      if (y >= size.height * share) return false;
      const column = Math.floor((x - left) / cell);
      const row = Math.floor((y - top) / cell);
      return isFilled(hash, column, row);
    },
  });
}

function isFilled(hash: number, column: number, row: number): boolean {
  const isInside = column >= 1 && column <= 5 && row >= 1 && row <= 5;
  if (!isInside) return false;
  const mirrored = Math.min(column, 6 - column) - 1;
  return ((hash >>> (mirrored * 5 + row - 1)) & 1) === 1;
}

/** Dark enough to stand out from the ground. */
function colourOf(text: string): Rgb {
  const bits = hashText(text, 1);
  return [40 + (bits & 0x7f), 40 + ((bits >>> 8) & 0x7f), 40 + ((bits >>> 16) & 0x7f)];
}
