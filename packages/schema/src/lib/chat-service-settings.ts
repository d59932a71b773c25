import type { ChatServiceTier } from './chat-settings.ts';

/** How the upstream's prompt cache works for this request. */
export interface ChatPromptCacheOptions {
  /** `implicit`: the upstream sets breakpoints too. `explicit`: only the request's. Default `implicit`. */
  mode?: 'implicit' | 'explicit' | null | undefined;
  /** How long entries stay at least. Default `30m`. */
  ttl?: '30m' | null | undefined;
}

/** What to do with what moderation finds: report it, or answer nothing. */
export interface ChatModerationPolicy {
  /** `score`: report. `block`: answer nothing. */
  mode: 'score' | 'block';
}

/** Moderation of the prompt and the answer within the request. */
export interface ChatModerationOptions {
  /** Id of the moderation model. */
  model: string;
  /** What to do with findings. Default: the upstream's. */
  policy?:
    | {
        /** For the prompt. */
        input?: ChatModerationPolicy | null | undefined;
        /** For the answer. */
        output?: ChatModerationPolicy | null | undefined;
      }
    | null
    | undefined;
}

/** How the upstream handles the request: keeping, caching, queueing, safety. */
export interface ChatServiceSettings {
  /** Keep the completion upstream, to be read later. Default `false`. */
  store?: boolean | null | undefined;
  /** Up to 16 labels: keys to 64 characters, values to 512. */
  metadata?: Record<string, string> | null | undefined;
  /** Which queue serves the request. Default `auto`. */
  service_tier?: ChatServiceTier | null | undefined;
  /** Requests with one key share a prompt cache; the gateway keeps tenants apart. */
  prompt_cache_key?: string | null | undefined;
  /** How the prompt cache works. */
  prompt_cache_options?: ChatPromptCacheOptions | null | undefined;
  /** @deprecated Use `prompt_cache_options.ttl`. */
  prompt_cache_retention?: 'in_memory' | '24h' | null | undefined;
  /** Check prompt and answer with a moderation model. Default: no. */
  moderation?: ChatModerationOptions | null | undefined;
  /** Stable, anonymous id of the end user, for abuse detection. */
  safety_identifier?: string | null | undefined;
  /** @deprecated Use `safety_identifier` and `prompt_cache_key`. */
  user?: string | null | undefined;
}
