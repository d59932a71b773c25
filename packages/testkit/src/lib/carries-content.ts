import { readFrameData } from './sse-frame.ts';

/** Members of a delta that say who speaks, or of what kind it is. */
const preamble = new Set(['role', 'type']);

/**
 * Whether a piece of an event stream holds something a reader would see: a delta member other than
 * the role that is neither null nor empty, an image, on the Responses wire a `*.delta` that is not
 * empty, or a finished item, and on the Messages wire the delta of a block, or a block that ends.
 */
export function carriesContent(bytes: Uint8Array): boolean {
  return readFrameData(new TextDecoder().decode(bytes)).some(isContent);
}

function isContent(data: unknown): boolean {
  if (!isObject(data)) return false;
  if (typeof data.b64_json === 'string') return true;
  if (data.type === 'response.output_item.done') return true;
  if (data.type === 'content_block_stop') return true;
  if (data.type === 'content_block_delta') return hasDelta(data.delta);
  if (typeof data.type === 'string' && data.type.endsWith('.delta')) return data.delta !== '';
  const { choices } = data;
  if (!Array.isArray(choices)) return false;
  return choices.some((choice: unknown) => isObject(choice) && hasDelta(choice.delta));
}

function hasDelta(delta: unknown): boolean {
  if (!isObject(delta)) return false;
  return Object.entries(delta).some(([name, value]) => !preamble.has(name) && !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return value == null || value === '' || (Array.isArray(value) && value.length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
