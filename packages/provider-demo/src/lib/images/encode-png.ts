/** A picture of two colours. */
export interface TwoColourPicture {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Red, green and blue of the ground and of the figure, 0 to 255. */
  readonly colours: readonly [Rgb, Rgb];
  /** Whether the ground can be seen through. */
  readonly isTransparent: boolean;
  /** Whether a pixel belongs to the figure. */
  isFigure(x: number, y: number): boolean;
}

export type Rgb = readonly [red: number, green: number, blue: number];

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A PNG file with one bit a pixel and a palette of two colours.
 * @see https://www.w3.org/TR/png-3/#11Chunks
 */
export function encodePng(picture: TwoColourPicture): Uint8Array {
  const { width, height, colours, isTransparent } = picture;
  // Bit depth 1, colour type 3 (palette); compression, filter and interlace 0.
  const header = [...toUint32(width), ...toUint32(height), 1, 3, 0, 0, 0];
  return concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colours.flat()),
    ...(isTransparent ? [chunk('tRNS', [0])] : []),
    chunk('IDAT', storeZlib(rowsOf(picture))),
    chunk('IEND', []),
  ]);
}

/** Each row: filter type 0, then eight pixels a byte, the leftmost in the highest bit. */
function rowsOf({ width, height, isFigure }: TwoColourPicture): Uint8Array {
  const rowBytes = 1 + Math.ceil(width / 8);
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isFigure(x, y)) continue;
      const at = y * rowBytes + 1 + (x >> 3);
      rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return rows;
}

/** The most that a stored block can hold. */
const maxStored = 0xffff;

/**
 * A zlib stream whose data is stored, not compressed: this runs where there is no zlib.
 * @see https://datatracker.ietf.org/doc/html/rfc1951#section-3.2.4
 */
function storeZlib(data: Uint8Array): Uint8Array {
  const blocks: Bytes[] = [];
  for (let at = 0; at < data.length; at += maxStored) {
    const block = data.subarray(at, at + maxStored);
    const isLast = at + maxStored >= data.length;
    const { length } = block;
    blocks.push([
      isLast ? 1 : 0,
      length & 0xff,
      length >> 8,
      ~length & 0xff,
      (~length >> 8) & 0xff,
    ]);
    blocks.push(block);
  }
  return concat([[0x78, 0x01], ...blocks, toUint32(adler32(data))]);
}

type Bytes = Uint8Array | readonly number[];

function chunk(type: string, data: Bytes): Uint8Array {
  const body = concat([new TextEncoder().encode(type), data]);
  return concat([toUint32(data.length), body, toUint32(crc32(body))]);
}

/** @see https://datatracker.ietf.org/doc/html/rfc1950#section-9 */
function adler32(data: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

/** @see https://www.w3.org/TR/png-3/#samplecrc */
function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function toUint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function concat(parts: readonly Bytes[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
