import type { CredentialHeader } from '@gw/provider-utils';
import type { AuthSettings } from './settings.ts';

/** Where the key goes, and what stands in front of it. */
export function credentialHeaderOf(auth: AuthSettings | undefined): CredentialHeader {
  const name = auth?.header?.toLowerCase() ?? 'authorization';
  return { name, scheme: auth?.scheme ?? (name === 'authorization' ? 'Bearer' : '') };
}
