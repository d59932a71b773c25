import type { Fault } from './fault.ts';

type Edit = readonly [from: RegExp, to: string];

/** What a provider makes of a reply that it reads and writes anew. */
const edits: Partial<Readonly<Record<Fault, Edit>>> = {
  'loses encrypted content': [/,"encrypted_content":"[^"]*"/g, ''],
  'loses the text of responses': [/"text":"[^"]*"/g, '"text":""'],
  'takes a refusal for text': [/"type":"refusal","refusal":/g, '"type":"output_text","text":'],
  'loses the text of chat': [/"content":"(?:[^"\\]|\\.)*"/g, '"content":""'],
  'has words of its own for the end': [/"finish_reason":"\w+"/g, '"finish_reason":"end"'],
  'tells no usage': [/"usage":\{/g, '"used":{'],
  'embeds nothing': [/"object":"embedding"/g, '"object":"nothing"'],
  'draws nothing': [/"b64_json":"[^"]*"/g, '"b64_json":""'],
  'loses arguments': [/"arguments":"(?:[^"\\]|\\.)*"/g, '"arguments":"{}"'],
  'calls everything complete': [/"status":"incomplete"/g, '"status":"completed"'],
  'drops the details of the usage': [/"(?:in|out)put_tokens_details":\{[^}]*\},/g, ''],
  'compacts nothing': [/"type":"compaction"/g, '"type":"message"'],
  'counts nothing': [/"input_tokens":\d+\}/g, '"input_tokens":0}'],
};

/** The JSON text of a reply or an event, with the provider's mistake in it. */
export function spoilText(text: string, fault: Fault | undefined): string {
  const edit = fault && edits[fault];
  return edit ? text.replace(...edit) : text;
}
