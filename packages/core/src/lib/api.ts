import type {
  ChatChunk,
  ChatCompletion,
  ChatRequest,
  CompactRequest,
  CompactResource,
  CountTokensRequest,
  CountTokensResponse,
  EmbeddingsRequest,
  EmbeddingsResponse,
  ImagesRequest,
  ImagesResponse,
  ImagesStreamEvent,
  InputTokens,
  InputTokensRequest,
  MessagesRequest,
  MessagesResponse,
  MessagesStreamEvent,
  ResponseResource,
  ResponsesRequest,
  ResponsesStreamEvent,
} from '@gw/schema';

/** The wire shapes of each inference api: there is no third, gateway-private message format. */
export interface ApiTypes {
  /** `POST /v1/chat/completions` */
  chat: { request: ChatRequest; response: ChatCompletion; event: ChatChunk };
  /** `POST /v1/responses` */
  responses: {
    request: ResponsesRequest;
    response: ResponseResource;
    event: ResponsesStreamEvent;
  };
  /** `POST /v1/responses/compact` */
  compact: { request: CompactRequest; response: CompactResource; event: never };
  /** `POST /v1/responses/input_tokens` */
  input_tokens: { request: InputTokensRequest; response: InputTokens; event: never };
  /** `POST /v1/messages`, Anthropic's API */
  messages: { request: MessagesRequest; response: MessagesResponse; event: MessagesStreamEvent };
  /** `POST /v1/messages/count_tokens` */
  count_tokens: { request: CountTokensRequest; response: CountTokensResponse; event: never };
  /** `POST /v1/embeddings` */
  embeddings: { request: EmbeddingsRequest; response: EmbeddingsResponse; event: never };
  /** `POST /v1/images/generations` */
  images: { request: ImagesRequest; response: ImagesResponse; event: ImagesStreamEvent };
}

/** Name of an inference api. */
export type ApiName = keyof ApiTypes;

/** Request body of an api. */
export type ApiRequest<A extends ApiName = ApiName> = ApiTypes[A]['request'];
/** JSON reply of an api. */
export type ApiResponse<A extends ApiName = ApiName> = ApiTypes[A]['response'];
/** One event of an api's stream. */
export type ApiEvent<A extends ApiName = ApiName> = ApiTypes[A]['event'];

/** A value now or later. Only promises are awaited. */
export type Awaitable<T> = T | Promise<T>;
