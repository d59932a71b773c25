/** Arguments that one call may take, well below what engines allow. */
const maxArguments = 8_192;

/** Base64 of bytes, on any runtime. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += maxArguments) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + maxArguments)));
  }
  return btoa(pieces.join(''));
}

/** A vector as base64 of 32-bit floats, little-endian whatever this machine is. */
export function toBase64Floats(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [at, value] of vector.entries()) view.setFloat32(at * 4, value, true);
  return toBase64(new Uint8Array(view.buffer));
}
