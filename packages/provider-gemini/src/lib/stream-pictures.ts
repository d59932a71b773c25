import { type Members, textOf } from '@gw/provider-utils';
import { pictureKey } from './signatures.ts';
import { closeMessage } from './stream-message.ts';
import { closeReasoning } from './stream-reasoning.ts';
import { beginItem, endItem, type StreamState } from './stream-state.ts';

/**
 * A picture that the model drew, as the item that OpenAI's own tool for it makes: clients know it,
 * and it goes back as it came.
 * @see https://ai.google.dev/gemini-api/docs/image-generation
 */
export function addPicture(
  state: StreamState,
  { mimeType, data }: Members,
  signature: string,
): void {
  const result = textOf(data);
  const [kind, output_format = 'png'] = textOf(mimeType).split('/');
  if (kind !== 'image' || result === '') {
    state.warn(`Output of type "${textOf(mimeType)}" was left out.`);
    return;
  }
  closeMessage(state, 'completed');
  if (signature !== '') state.signatures.push({ picture: pictureKey(result), signature });
  closeReasoning(state, 'completed');
  const item = beginItem(state, { type: 'image_generation_call', id: state.createId('ig') });
  endItem(state, item, 'completed', { result, output_format });
}
