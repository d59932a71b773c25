/** What `--help` prints. */
export const help = `gw: an AI gateway that speaks the OpenAI API

Usage: gw [options]

  --config FILE    Configuration; default: gateway.config.ts, .mts, .js, .mjs or .json here
  --check          Say what the configuration comes to, with secrets masked, and exit
  --host ADDRESS   Address to listen on
  --port NUMBER    Port to listen on; 0 is any free one
  --workers NUMBER Processes that share the port; auto is one a core; default: 1
  --data DIR       Directory that responses, conversations and prompts are kept in, in
                   a SQLite file; default: gw-data beside the configuration, or here
  --open           Let everybody in who can reach it, without a key
  --help, -h       Print this and exit
  --version, -v    Print the version and exit

Environment, for what neither an option nor the file says:

  HOST, PORT       Where to listen; default: 127.0.0.1 and 8080
  GW_API_KEYS      Keys that clients must present: "tenant1=sk-a,tenant2=sk-b"
  GW_OPEN          1 is --open
  GW_WORKERS       --workers
  GW_DATA_DIR      --data
  GW_DATABASE_URL  Keeps them in PostgreSQL instead: postgres://user:password@host/database
  GW_STATE         0 keeps them nowhere but for responses, in memory
  GW_RESPONSE_STORE
                   0 keeps nothing at all
  GW_SEAL_KEY      Key for what clients carry for the gateway: openssl rand -base64 32
  OPENAI_API_KEY   Key of the provider "openai"
  OPENAI_BASE_URL  Its address; default: https://api.openai.com/v1
  OPENAI_API       What it speaks: "chat", "responses", "both" or "auto" (both at OpenAI's
                   own address, else chat); what it does not is converted
  ANTHROPIC_API_KEY, GEMINI_API_KEY, OLLAMA_HOST
                   Each makes the provider of its name

Without keys it listens on this machine only. Without a provider it has one built-in model, "demo".
`;
