/** Arguments that one call may take, well below what engines allow. */
const maxArguments = 8_192;

/** Little-endian 32-bit floats as base64, on any runtime and whatever this machine is. */
export function toBase64Floats(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [at, value] of vector.entries()) view.setFloat32(at * 4, value, true);
  return toBase64(new Uint8Array(view.buffer));
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += maxArguments) {
    binary += String.fromCharCode(...bytes.subarray(at, at + maxArguments));
  }
  return btoa(binary);
}
