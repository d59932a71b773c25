import type { ResponsesStreamEvent } from '@gw/schema';
import { wrapOpaque } from '../opaque.ts';
import type { EventFrame } from '../operation.ts';
import type { StreamFrame } from '../provider.ts';
import { isMembers, type Members } from './members.ts';

/** An upstream's own compaction as it is sealed: for whom it opens there is nothing to see to. */
interface UpstreamCompaction {
  /** Who made it. */
  readonly boundary: string;
  readonly content: string;
}

/** Who seals, and whose compactions. */
export interface CompactionSeal {
  readonly boundary: string;
  /** For the caller's tenant. */
  seal(text: string): Promise<string>;
}

/** Upstreams seal for their key, which all tenants share: what they made is sealed again, for one. */
export async function sealItems(items: readonly unknown[], seal: CompactionSeal) {
  return Promise.all(items.map((item) => sealItem(item, seal)));
}

async function sealItem(item: unknown, { boundary, seal }: CompactionSeal): Promise<unknown> {
  if (!isCompaction(item)) return item;
  const sealed: UpstreamCompaction = { boundary, content: item.encrypted_content };
  return { ...item, encrypted_content: await seal(JSON.stringify(sealed)) };
}

/** The events of a read, compactions sealed; the read itself where there is none. */
export function sealFrames(
  frames: readonly StreamFrame[],
  seal: CompactionSeal,
): readonly StreamFrame[] | Promise<StreamFrame[]> {
  if (!frames.some(holdsCompaction)) return frames;
  return Promise.all(
    frames.map((frame) => (holdsCompaction(frame) ? sealFrame(frame, seal) : frame)),
  );
}

function holdsCompaction(frame: StreamFrame): frame is EventFrame {
  if (frame.kind !== 'event') return false;
  const { item, response } = frame.event as Members;
  return isCompaction(item) || (isMembers(response) && hasCompaction(response.output));
}

async function sealFrame(frame: EventFrame, seal: CompactionSeal): Promise<StreamFrame> {
  const event = frame.event as Partial<ResponsesStreamEvent> & Members;
  const { item, response } = event;
  const sealed = isMembers(response)
    ? { response: { ...response, output: await sealItems(response.output as unknown[], seal) } }
    : { item: await sealItem(item, seal) };
  return { ...frame, event: { ...event, ...sealed }, raw: undefined };
}

export function hasCompaction(items: unknown): items is unknown[] {
  return Array.isArray(items) && items.some(isCompaction);
}

function isCompaction(item: unknown): item is Members & { encrypted_content: string } {
  return (
    isMembers(item) && item.type === 'compaction' && typeof item.encrypted_content === 'string'
  );
}

/** The item as its maker, and nobody else, gets it back. */
export function unsealItem(item: Members, { boundary, content }: UpstreamCompaction): Members {
  return { ...item, encrypted_content: wrapOpaque(boundary, content) };
}
