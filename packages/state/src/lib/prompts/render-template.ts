import { encodeText, GatewayError } from '@gw/core';
import type { ResponsesInputFile, ResponsesInputImage, ResponsesInputText } from '@gw/schema';
import type { Segment } from './template.ts';

/** What stands in the place of a variable: text becomes part of the text around it. */
export type VariableValue = string | ResponsesInputImage | ResponsesInputFile;

export type RenderedPart = ResponsesInputText | ResponsesInputImage | ResponsesInputFile;

/**
 * Puts values into a template's places, in one pass: what a value brings is not looked at again. Text
 * in a row is one part; there are no empty ones.
 * @param values one for each place.
 * @param maxBytes what all may come to as JSON: a short template can name a long value often.
 * @throws {GatewayError} `body_too_large`
 */
export function renderTemplate(
  segments: readonly Segment[],
  values: ReadonlyMap<string, VariableValue>,
  maxBytes: number,
): RenderedPart[] {
  const rendered = segments.map(({ text, variable }) => text ?? valueAt(variable, values));
  checkSize(rendered, maxBytes);
  return joinTexts(rendered);
}

function valueAt(variable: string, values: ReadonlyMap<string, VariableValue>): VariableValue {
  const value = values.get(variable);
  if (value === undefined) throw new Error(`There is no value for "${variable}".`);
  return value;
}

/** Nothing is written out before it is known to fit; each value is measured once. */
function checkSize(rendered: readonly VariableValue[], maxBytes: number): void {
  const sizes = new Map<VariableValue, number>();
  let bytes = 0;
  for (const value of rendered) {
    const size = sizes.get(value) ?? encodeText(JSON.stringify(value)).length;
    sizes.set(value, size);
    bytes += size;
    if (bytes > maxBytes) {
      const message = `The prompt with its variables is larger than ${maxBytes} bytes.`;
      throw new GatewayError('body_too_large', message, { param: 'prompt.variables' });
    }
  }
}

function joinTexts(rendered: readonly VariableValue[]): RenderedPart[] {
  const parts: RenderedPart[] = [];
  let texts: string[] = [];
  const endText = () => {
    const text = texts.join('');
    texts = [];
    if (text !== '') parts.push({ type: 'input_text', text });
  };
  for (const value of rendered) {
    if (typeof value === 'string') {
      texts.push(value);
      continue;
    }
    endText();
    parts.push(value);
  }
  endText();
  return parts;
}
