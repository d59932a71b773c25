/** A place in a document of the request. */
interface InDocument {
  /** The words themselves. */
  cited_text: string;
  /** Place among the request's documents, from 0. */
  document_index: number;
  document_title: string | null;
  /** Of an uploaded file; in answers alone, and always there. */
  file_id?: string | null;
}

/** What a text of an answer rests on. */
export type MessagesCitation =
  | (InDocument & {
      type: 'char_location';
      /** First character, from 0. */
      start_char_index: number;
      /** The character behind the last one. */
      end_char_index: number;
    })
  | (InDocument & {
      type: 'page_location';
      /** First page, from 1. */
      start_page_number: number;
      /** The page behind the last one. */
      end_page_number: number;
    })
  | (InDocument & {
      type: 'content_block_location';
      /** First block, from 0. */
      start_block_index: number;
      /** The block behind the last one. */
      end_block_index: number;
    })
  | {
      type: 'web_search_result_location';
      cited_text: string;
      url: string;
      title: string | null;
      /** Opaque; handed back as it came. */
      encrypted_index: string;
    }
  | {
      type: 'search_result_location';
      cited_text: string;
      /** Place among the request's search results, from 0. */
      search_result_index: number;
      source: string;
      title: string | null;
      /** First block, from 0. */
      start_block_index: number;
      /** The block behind the last one. */
      end_block_index: number;
    };
