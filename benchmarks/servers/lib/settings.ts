/** What every measured program is told, by its environment. */
export interface Settings {
  /** Default: `127.0.0.1`. */
  readonly host: string;
  /** Default: 8787. */
  readonly port: number;
  /** Where the upstream's paths begin, with its `/v1`. Default: OpenAI's own. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
}

export function readSettings(): Settings {
  const { HOST, PORT, OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
  return {
    host: HOST ?? '127.0.0.1',
    port: Number(PORT ?? 8787),
    baseUrl: OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
    apiKey: OPENAI_API_KEY,
  };
}
