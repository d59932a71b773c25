import { refuse } from '../check-settings.ts';

/** In pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const defaultSide = 256;
const smallestSide = 16;
const largestSide = 2_048;

/**
 * The size to draw: as asked, or the nearest that the demo draws.
 * @throws {GatewayError} 400 for what is no size.
 */
export function readImageSize(size: string | null | undefined): ImageSize {
  if (size == null || size === 'auto') return { width: defaultSide, height: defaultSide };
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? [];
  if (width === undefined) throw refuse('size', '"size" must be "auto" or "WIDTHxHEIGHT".');
  return { width: nearestSide(Number(width)), height: nearestSide(Number(height)) };
}

function nearestSide(side: number): number {
  return Math.min(Math.max(side, smallestSide), largestSide);
}

export function formatImageSize({ width, height }: ImageSize): string {
  return `${width}x${height}`;
}
