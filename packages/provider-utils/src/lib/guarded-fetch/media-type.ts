/** Two tokens, as RFC 9110 (8.3.1) has them, and short enough to be shown. */
const pattern = /^[\w!#$%&'*+.^`|~-]{1,64}\/[\w!#$%&'*+.^`|~-]{1,64}$/;

/** No such type is registered, yet many hosts send it; upstreams know only the registered one. */
const misspelt: Readonly<Record<string, string>> = { 'image/jpg': 'image/jpeg' };

/** `Image/JPG; q=1` → `image/jpeg`; undefined for what is none. */
export function parseMediaType(contentType: string | undefined): string | undefined {
  const essence = (contentType ?? '').split(';', 1).join('').trim().toLowerCase();
  return pattern.test(essence) ? (misspelt[essence] ?? essence) : undefined;
}

/** @param accept types, and families of them: `image/*`. */
export function isAccepted(mediaType: string, accept: readonly string[]): boolean {
  const family = mediaType.replace(/\/.*/, '/*');
  return accept.some((wanted) => wanted === mediaType || wanted === family);
}
