/** Arguments that one call may take, well below what engines allow. */
const maxArguments = 8_192;

/** Base64 of bytes, on any runtime. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += maxArguments) {
    binary += String.fromCharCode(...bytes.subarray(at, at + maxArguments));
  }
  return btoa(binary);
}
