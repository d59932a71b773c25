/** A PNG of one pixel. */
const onePixel = [
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
  '+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
].join('');

/**
 * The pixel with a label behind the end of the image, where readers do not look: pictures can be
 * told apart.
 */
export function createPicture(label: string): Uint8Array {
  const text = atob(onePixel) + label;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function createBase64Picture(label: string): string {
  return btoa(String.fromCharCode(...createPicture(label)));
}
