/** Text of the caller's side. */
export interface ResponsesInputText {
  type: 'input_text';
  /** The text itself. */
  text: string;
}

/** A picture: an `https:` link or a `data:` URL, or an uploaded file. */
export interface ResponsesInputImage {
  type: 'input_image';
  /** Link or `data:` URL. */
  image_url?: string | null | undefined;
  /** Resolution the model looks at it with. Default `auto`. */
  detail?: 'low' | 'high' | 'auto' | 'original' | null | undefined;
  /** Id of an uploaded file. OpenAI's. */
  file_id?: string | null | undefined;
}

/** A document: in place, by link, or uploaded before. */
export interface ResponsesInputFile {
  type: 'input_file';
  /** Name that the model sees. */
  filename?: string | null | undefined;
  /** The document as a base64 `data:` URL. */
  file_data?: string | null | undefined;
  /** Link to it. */
  file_url?: string | null | undefined;
  /** Id of an uploaded file. OpenAI's. */
  file_id?: string | null | undefined;
}

/** Sound. OpenAI's. */
export interface ResponsesInputAudio {
  type: 'input_audio';
  input_audio: {
    /** The sound as base64. */
    data: string;
    /** What the bytes are. */
    format: 'wav' | 'mp3';
  };
}

/** A film; only in what a tool gave back. */
export interface ResponsesInputVideo {
  type: 'input_video';
  /** Link or `data:` URL. */
  video_url: string;
}

/**
 * A part of what the caller or a tool says.
 * Closed, so that `type` narrows; on the wire there may be others, hence every `switch` over `type`
 * needs a default.
 */
export type ResponsesInputPart =
  | ResponsesInputText
  | ResponsesInputImage
  | ResponsesInputFile
  | ResponsesInputAudio
  | ResponsesInputVideo;

/** One token that the model could have written. */
export interface ResponsesTopLogprob {
  /** The token as text. */
  token: string;
  /** Natural logarithm of its probability. */
  logprob: number;
  /** The token's UTF-8 bytes. */
  bytes: number[];
}

/** One token that the model wrote, with the likeliest alternatives. */
export interface ResponsesLogprob extends ResponsesTopLogprob {
  /** The likeliest at this place. */
  top_logprobs: ResponsesTopLogprob[];
}

/** A source that a text cites. Others than `url_citation` are OpenAI's. */
export type ResponsesAnnotation =
  | {
      type: 'url_citation';
      /** The page. */
      url: string;
      /** Its title. */
      title: string;
      /** First character that it supports, from 0. */
      start_index: number;
      /** The character behind the last one. */
      end_index: number;
    }
  | {
      type: 'file_citation';
      file_id: string;
      filename: string;
      /** Where in the text it stands, from 0. */
      index: number;
    }
  | { type: 'file_path'; file_id: string; index: number }
  | {
      type: 'container_file_citation';
      container_id: string;
      file_id: string;
      filename: string;
      start_index: number;
      end_index: number;
    };

/** Text that the model wrote. */
export interface ResponsesOutputText {
  type: 'output_text';
  /** The text itself. */
  text: string;
  /** What it cites. */
  annotations: ResponsesAnnotation[];
  /** Of its tokens, when `include` asked for them. */
  logprobs?: ResponsesLogprob[];
}

/** What the model said instead of an answer. */
export interface ResponsesRefusal {
  type: 'refusal';
  refusal: string;
}

/** Reasoning as the model wrote it. */
export interface ResponsesReasoningText {
  type: 'reasoning_text';
  text: string;
}

/** Reasoning in short. */
export interface ResponsesSummaryText {
  type: 'summary_text';
  text: string;
}

/** A part of what the model says. Closed, so that `type` narrows. */
export type ResponsesOutputPart = ResponsesOutputText | ResponsesRefusal;
