/** Ends a stretch of the prompt that the upstream keeps in its prompt cache. */
export interface ChatCacheBreakpoint {
  mode: 'explicit';
  /** How long the stretch stays cached at least. Default: `prompt_cache_options.ttl`. */
  ttl?: '30m' | '12h' | null | undefined;
}

/** Text of any role. */
export interface ChatTextPart {
  type: 'text';
  /** The text itself. */
  text: string;
  /** Ends a cached stretch here. Default: no. */
  prompt_cache_breakpoint?: ChatCacheBreakpoint | null | undefined;
}

/** A picture in a user message. */
export interface ChatImagePart {
  type: 'image_url';
  image_url: {
    /** An `https:` link, or the picture itself as a `data:` URL. */
    url: string;
    /** Resolution the model looks at it with, a matter of cost. Default `auto`. */
    detail?: 'auto' | 'low' | 'high' | 'original' | null | undefined;
  };
  /** Ends a cached stretch here. Default: no. */
  prompt_cache_breakpoint?: ChatCacheBreakpoint | null | undefined;
}

/** Sound in a user message. */
export interface ChatAudioPart {
  type: 'input_audio';
  input_audio: {
    /** The sound as base64. */
    data: string;
    /** What the bytes are. */
    format: 'wav' | 'mp3';
  };
  /** Ends a cached stretch here. Default: no. */
  prompt_cache_breakpoint?: ChatCacheBreakpoint | null | undefined;
}

/** A document in a user message: either in place (`file_data`) or uploaded before (`file_id`). */
export interface ChatFilePart {
  type: 'file';
  file: {
    /** The document as a base64 `data:` URL. */
    file_data?: string | null | undefined;
    /** Id of an uploaded file. */
    file_id?: string | null | undefined;
    /** Name that the model sees; goes with `file_data`. */
    filename?: string | null | undefined;
  };
  /** Ends a cached stretch here. Default: no. */
  prompt_cache_breakpoint?: ChatCacheBreakpoint | null | undefined;
}

/** The model's own refusal, handed back in an assistant message. */
export interface ChatRefusalPart {
  type: 'refusal';
  /** What the model said. */
  refusal: string;
}

/**
 * A part of a user message.
 * Closed, so that `type` narrows; on the wire a client may send parts that only its upstream knows
 * (video, say), hence every `switch` over `type` needs a default.
 */
export type ChatContentPart = ChatTextPart | ChatImagePart | ChatAudioPart | ChatFilePart;
