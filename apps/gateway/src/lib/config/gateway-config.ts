import type {
  CooldownOptions,
  Hooks,
  KeepAliveOptions,
  ModelSpec,
  Provider,
  Registry,
  ResponsesOptions,
  RetryOptions,
} from '@gw/core';
import type { AnthropicProviderSettings } from '@gw/provider-anthropic';
import type { DemoProviderSettings } from '@gw/provider-demo';
import type { GeminiProviderSettings } from '@gw/provider-gemini';
import type { HttpProviderSettings, presets } from '@gw/provider-http';
import type { OllamaProviderSettings } from '@gw/provider-ollama';
import type { GuardedFetch, GuardedFetchOptions } from '@gw/provider-utils';

/**
 * What a configuration file holds; every member is optional. What it leaves out comes from the
 * environment, and else from the defaults.
 */
export interface GatewayConfig {
  /** Address to listen on. Default: `HOST`, else `127.0.0.1`. */
  readonly host?: string;
  /** Port to listen on; 0 is any free one. Default: `PORT`, else 8080. */
  readonly port?: number;
  /**
   * Processes that share the port; `auto` is one for each core. More than one need `state`, or
   * `responses.store` to be false. Default: `GW_WORKERS`, else 1.
   */
  readonly workers?: number | 'auto';
  /** Path in front of all others: `/ai` serves `/ai/v1/models`. Default: none. */
  readonly basePath?: string;
  /**
   * Keys that clients must present, each with the tenant it belongs to. Default: `GW_API_KEYS`, else
   * none: then only this machine may call.
   */
  readonly keys?: Readonly<Record<string, string>> | readonly ClientKey[];
  /** Lets everybody in who can reach it, without a key. Default: `GW_OPEN`, else false. */
  readonly open?: boolean;
  /**
   * Where models come from. The first one serves names that nothing else claims. Default: those of
   * the environment, else the demo provider.
   */
  readonly providers?: readonly (ProviderConfig | Provider)[];
  /** Names and patterns to targets, or a registry of your own. Default: `PROVIDER/NAME` and bare names. */
  readonly models?: Readonly<Record<string, ModelSpec>> | Registry;
  readonly retry?: RetryOptions;
  readonly cooldown?: CooldownOptions;
  readonly keepAlive?: KeepAliveOptions;
  /** How `/v1/responses` is served. */
  readonly responses?: ResponsesConfig;
  /**
   * Where responses, conversations and prompts are kept; false: nowhere but in memory, see `responses`.
   * Default: `GW_DATABASE_URL`, else a SQLite file in `GW_DATA_DIR`, else in `gw-data` beside this file;
   * false where `GW_STATE` is 0, `responses` says how much is kept in memory, or a hook of `use` keeps
   * responses.
   */
  readonly state?: StateConfig | false;
  /** Whether replies name the model as the upstream did, or as the client asked. Default: `upstream`. */
  readonly replyModel?: 'upstream' | 'requested';
  /** The largest request body, in bytes. Default: 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Hooks, in the order in which they run. Code, so not in a .json file. Default: none. */
  readonly use?: readonly Hooks[];
  /** How long open replies may take to end when the server is told to stop, in ms. Default: 30 000. */
  readonly shutdownGraceMs?: number;
}

/** A value that stands in an environment variable, read once at the start. */
export interface FromEnvironment {
  /** Name of the variable. */
  readonly env: string;
}

/** A secret, or where it stands, so that the file itself holds none. */
export type SecretValue = string | FromEnvironment;

/** A key that lets a client in. */
export interface ClientKey {
  readonly key: SecretValue;
  /** Who everything done with this key belongs to. Several keys may have one tenant. */
  readonly tenant: string;
}

/** How the Responses API is served. */
export interface ResponsesConfig extends Pick<ResponsesOptions, 'dialect'> {
  /**
   * Keys for what clients carry for the gateway (compactions): the first one seals, all of them
   * open. Default: `GW_SEAL_KEY`, else a random one, so that nothing opens after a restart.
   */
  readonly sealKeys?: readonly SealKeyConfig[];
  /**
   * Whether responses are kept, so that clients can go on from them by `previous_response_id`; in
   * memory, where `state` keeps none. Default: `GW_RESPONSE_STORE`, else true.
   */
  readonly store?: boolean;
  /** Bytes of the responses that are kept in memory to be continued; 0 keeps none. Default: 64 MiB. */
  readonly maxStoredBytes?: number;
  /** How many responses are kept; 0 keeps none. Default: 10 000. */
  readonly maxStoredResponses?: number;
}

/** Where state is kept, and for how long. */
export interface StateConfig {
  /** Directory of a SQLite file, from this file; it is made where it is not there. Not with `postgres`. */
  readonly sqlite?: string;
  /** `postgres://user:password@host/database`, or where that stands. Not with `sqlite`. */
  readonly postgres?: SecretValue;
  /** The schema of the tables in PostgreSQL. Default: `gw`. */
  readonly schema?: string;
  /** How long responses are kept, in ms. Default: until they are deleted. */
  readonly retentionMs?: number;
  /** How long a stream can be resumed behind its end, in ms. Default: an hour. */
  readonly replayMs?: number;
}

/** A key that seals. */
export interface SealKeyConfig {
  /** Stands in what is sealed: letters, digits, `_`, `-`, at most 64. That of `GW_SEAL_KEY` is `default`. */
  readonly id: string;
  /** 32 random bytes in base64: `openssl rand -base64 32`. */
  readonly key: SecretValue;
}

/** Settings of a provider. */
export type ProviderConfig =
  | HttpProviderConfig
  | AnthropicProviderConfig
  | GeminiProviderConfig
  | OllamaProviderConfig
  | DemoProviderConfig
  | PackageProviderConfig;

/** Credentials for an upstream. */
export interface CredentialConfig {
  /** The key, where it stands, or a function that is asked for it at every call. Default: none is sent. */
  readonly apiKey?: SecretValue | (() => string | Promise<string>) | undefined;
  /** Sent with every call. Default: none. */
  readonly headers?: Readonly<Record<string, SecretValue>> | undefined;
}

/** Bounds of what is fetched for clients that name a file by its URL. */
export type MediaFetchConfig = Omit<GuardedFetchOptions, 'allow' | 'lookup'>;

/** What an upstream that takes files as bytes leaves to the server. */
export interface MediaConfig {
  /**
   * Whether files that requests name by URL are fetched where the upstream does not: `true`, bounds
   * of your own, or in a program what `createGuardedFetch` made. Default: false, such a URL is refused.
   */
  readonly fetchMedia?: boolean | MediaFetchConfig | GuardedFetch | undefined;
}

/** A package's settings as a file has them: secrets may stand elsewhere, the HTTP client is the server's. */
type InFile<Settings> = CredentialConfig &
  Omit<Settings, keyof CredentialConfig | keyof MediaConfig | 'transport'>;

/** An upstream that speaks the OpenAI API. */
export interface HttpProviderConfig extends InFile<HttpProviderSettings> {
  readonly type: 'http';
  /** A well-known server, whose settings stand in for those that are left out. Default: none. */
  readonly preset?: keyof typeof presets | undefined;
}

/** Anthropic's Messages API. */
export interface AnthropicProviderConfig extends InFile<AnthropicProviderSettings>, MediaConfig {
  readonly type: 'anthropic';
}

/** The Gemini API. */
export interface GeminiProviderConfig extends InFile<GeminiProviderSettings>, MediaConfig {
  readonly type: 'gemini';
}

/** Ollama's own API. */
export interface OllamaProviderConfig extends InFile<OllamaProviderSettings>, MediaConfig {
  readonly type: 'ollama';
}

/** The provider that answers by itself. */
export interface DemoProviderConfig extends DemoProviderSettings {
  readonly type: 'demo';
}

/**
 * A provider of somebody else's package, or of a file. Everything beside `type` goes to the function
 * that it exports; `{ env: NAME }` may stand in it wherever a text may.
 */
export interface PackageProviderConfig {
  /**
   * The package's name, or a path from this file: `gw-provider-acme`, `@acme/gw-provider`,
   * `./my-provider.ts`. A name of one plain word may stand in a .json file only, so that the compiler
   * can tell the types above from names.
   */
  readonly type: `${string}-${string}` | `${string}/${string}`;
  readonly [setting: string]: unknown;
}
