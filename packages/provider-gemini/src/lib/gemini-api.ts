/**
 * The wire of the Gemini API as far as it is read or written here. Everything that comes from it is
 * optional: members that say nothing are left out.
 * @see https://ai.google.dev/api/generate-content
 */

/** Bytes in place. */
export interface Blob {
  mimeType: string;
  /** Base64. */
  data: string;
}

/** A place that Gemini reads itself. */
export interface FileData {
  mimeType?: string;
  fileUri: string;
}

export interface FunctionCall {
  /** Newer models give one and want it back. */
  id?: string;
  name: string;
  args?: unknown;
}

/** What a function gave back. @see https://ai.google.dev/gemini-api/docs/function-calling */
export interface FunctionResponse {
  id?: string;
  name: string;
  response: { output: string };
  /** Pictures and documents, since Gemini 3. */
  parts?: { inlineData: Blob }[];
}

/** A part holds one of these. @see https://ai.google.dev/api/caching#Part */
export interface Part {
  text?: string;
  /** The text is a summary of thoughts. */
  thought?: boolean;
  /** Opaque, and to be handed back on this very part. */
  thoughtSignature?: string;
  inlineData?: Blob;
  fileData?: FileData;
  functionCall?: FunctionCall;
  functionResponse?: FunctionResponse;
}

export interface Content {
  role?: 'user' | 'model';
  parts: Part[];
}

/** @see https://ai.google.dev/api/caching#FunctionDeclaration */
export interface FunctionDeclaration {
  name: string;
  description?: string;
  /** JSON Schema. */
  parametersJsonSchema?: unknown;
  /** Google's subset of OpenAPI, for models that know no JSON Schema. */
  parameters?: Schema;
}

/** @see https://ai.google.dev/api/caching#Schema */
export interface Schema {
  type?: 'STRING' | 'NUMBER' | 'INTEGER' | 'BOOLEAN' | 'ARRAY' | 'OBJECT' | 'NULL';
  format?: string;
  title?: string;
  description?: string;
  nullable?: boolean;
  enum?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyOrdering?: string[];
  minProperties?: number;
  maxProperties?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  anyOf?: Schema[];
}

/** @see https://ai.google.dev/api/caching#FunctionCallingConfig */
export interface FunctionCallingConfig {
  mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED';
  /** With `ANY` and `VALIDATED`: no other is called. */
  allowedFunctionNames?: string[];
}

/** @see https://ai.google.dev/gemini-api/docs/thinking */
export interface ThinkingConfig {
  includeThoughts?: boolean;
  /** In tokens; 0 is none. Gemini 2.5. */
  thinkingBudget?: number;
  /** Gemini 3. */
  thinkingLevel?: 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH';
}

/** @see https://ai.google.dev/gemini-api/docs/safety-settings */
export interface SafetySetting {
  /** `HARM_CATEGORY_…` */
  readonly category: string;
  /** `BLOCK_NONE`, `BLOCK_ONLY_HIGH`, … */
  readonly threshold: string;
}

/** @see https://ai.google.dev/api/generate-content#v1beta.GenerationConfig */
export interface GenerationConfig {
  temperature?: number;
  topP?: number;
  topK?: unknown;
  seed?: unknown;
  presencePenalty?: number;
  frequencyPenalty?: number;
  maxOutputTokens?: number;
  stopSequences?: string[];
  responseLogprobs?: boolean;
  logprobs?: number;
  responseMimeType?: string;
  responseJsonSchema?: unknown;
  responseSchema?: Schema;
  responseModalities?: ('TEXT' | 'IMAGE')[];
  imageConfig?: { aspectRatio?: string };
  thinkingConfig?: ThinkingConfig;
}

/** The body of `:generateContent` and `:streamGenerateContent`. */
export interface GenerateContentRequest {
  contents: Content[];
  systemInstruction?: Content;
  tools?: unknown[];
  toolConfig?: { functionCallingConfig: FunctionCallingConfig };
  safetySettings?: readonly SafetySetting[];
  generationConfig?: GenerationConfig;
  serviceTier?: 'flex' | 'standard' | 'priority';
}
