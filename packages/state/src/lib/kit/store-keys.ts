import { sha256 } from './sha256.ts';

/** What every engine compares and keeps alike: no NUL, no surrogate, no row too long for an index. */
const plainKey = /^[\x20-\x7e]{1,512}$/;
const plainTenant = /^[\x20-\x7e]{1,200}$/;
const hashMark = 'sha256:';

/** Whether a record can have this id. All others are not there, and no store is asked for them. */
export function isPlainKey(id: string): boolean {
  return plainKey.test(id);
}

/** The same for owners, of which "none" is one. */
export function isPlainOwner(owner: string): boolean {
  return owner === '' || isPlainKey(owner);
}

/**
 * A tenant as the store knows it: by its name where that is plain, else by its hash. A name that looks
 * like a hash is hashed too, so that no two tenants ever meet.
 */
export function toTenantKey(tenant: string): string | Promise<string> {
  return isPlainTenant(tenant) ? tenant : hashedKey(tenant);
}

function isPlainTenant(tenant: string): boolean {
  return plainTenant.test(tenant) && !tenant.startsWith(hashMark);
}

/** A label as the store knows it, by the same rule. */
export function toLabelKey(label: string): string | Promise<string> {
  return isPlainKey(label) && !label.startsWith(hashMark) ? label : hashedKey(label);
}

/** Hashed as JSON, which escapes lone surrogates: in UTF-8 they would all be the same character. */
async function hashedKey(name: string): Promise<string> {
  return hashMark + (await sha256(JSON.stringify(name)));
}
