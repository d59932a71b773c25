import type { AdapterGateway, AdapterMount, MountedAdapter } from './adapter-mount.ts';
import { connectRaw, type RawClient } from './raw-client.ts';

/** Serves a gateway while `use` runs, then closes the server, whatever came out. */
export async function withMount(
  mount: AdapterMount,
  gateway: AdapterGateway,
  use: (mounted: MountedAdapter) => Promise<void>,
  basePath = '',
): Promise<void> {
  const mounted = await mount(gateway, { basePath });
  try {
    await use(mounted);
  } finally {
    await mounted.close();
  }
}

/** The same, with a raw client connected to it. */
export async function withRawClient(
  mount: AdapterMount,
  gateway: AdapterGateway,
  use: (client: RawClient, mounted: MountedAdapter) => Promise<void>,
): Promise<void> {
  await withMount(mount, gateway, async (mounted) => {
    const client = await connectRaw(mounted);
    try {
      await use(client, mounted);
    } finally {
      client.leave();
    }
  });
}
