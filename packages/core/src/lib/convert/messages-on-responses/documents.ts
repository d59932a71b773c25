import type {
  MessagesDocumentBlock,
  MessagesSearchResultBlock,
  ResponsesInputPart,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { textOf } from '../../responses/members.ts';
import { textAt, unsupported } from '../request-faults.ts';
import { blocksAt, type PlacedBlock } from './blocks.ts';
import { toDataUrl, unknownSource } from './sources.ts';

type Part = ResponsesInputPart;
type ToParts = (block: PlacedBlock) => Part[];

/** A PDF as a file, everything else as text, with what is known of it in words around it. */
export function toDocument(
  { source, title, context, citations }: DeepReadonly<MessagesDocumentBlock>,
  param: string,
  toParts: ToParts,
): Part[] {
  refuseCitations(citations, param);
  const where = `${param}.source`;
  switch (source?.type) {
    case 'base64': {
      const file_data = toDataUrl(source, where);
      return framed('document', { context }, [
        { type: 'input_file', filename: toFilename(title), file_data },
      ]);
    }
    case 'url': {
      const file_url = textAt(source.url, `${where}.url`);
      return framed('document', { title, context }, [{ type: 'input_file', file_url }]);
    }
    case 'text': {
      const text = textAt(source.data, `${where}.data`);
      return framed('document', { title, context }, [{ type: 'input_text', text }]);
    }
    case 'content': {
      const parts = blocksAt(source.content, `${where}.content`).flatMap(toParts);
      return framed('document', { title, context }, parts);
    }
    default:
      throw unknownSource(source, where);
  }
}

export function toSearchResult(
  { source, title, content, citations }: DeepReadonly<MessagesSearchResultBlock>,
  param: string,
  toParts: ToParts,
): Part[] {
  refuseCitations(citations, param);
  const parts = blocksAt(content, `${param}.content`).flatMap(toParts);
  return framed('search_result', { source, title }, parts);
}

function refuseCitations(
  citations: { readonly enabled?: boolean } | null | undefined,
  param: string,
): void {
  if (citations?.enabled) {
    throw unsupported(`${param}.citations`, 'its answers name no places in documents.');
  }
}

/** OpenAI reads from the name what the file is. */
function toFilename(title: unknown): string {
  const name = textOf(title) || 'document';
  return name.toLowerCase().endsWith('.pdf') ? name : `${name}.pdf`;
}

/** Parts in a pair of tags, where there is something to say of them; text stays one part. */
function framed(
  tag: string,
  attributes: Readonly<Record<string, string | null | undefined>>,
  parts: readonly Part[],
): Part[] {
  const said = Object.entries(attributes).filter(([, value]) => value);
  if (said.length === 0) return [...parts];
  const opening = [tag, ...said.map(([name, value]) => `${name}=${JSON.stringify(value)}`)];
  return joinTexts([
    { type: 'input_text', text: `<${opening.join(' ')}>\n` },
    ...parts,
    { type: 'input_text', text: `\n</${tag}>` },
  ]);
}

function joinTexts(parts: readonly Part[]): Part[] {
  const texts = parts.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  return texts.length === parts.length
    ? [{ type: 'input_text', text: texts.join('') }]
    : [...parts];
}
