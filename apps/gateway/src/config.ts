import type { GatewayConfig } from './lib/config/gateway-config.ts';

export type {
  AnthropicProviderConfig,
  ClientKey,
  CredentialConfig,
  DemoProviderConfig,
  FromEnvironment,
  GatewayConfig,
  GeminiProviderConfig,
  HttpProviderConfig,
  MediaConfig,
  MediaFetchConfig,
  OllamaProviderConfig,
  PackageProviderConfig,
  ProviderConfig,
  ResponsesConfig,
  SealKeyConfig,
  SecretValue,
  StateConfig,
} from './lib/config/gateway-config.ts';

/** Gives an editor the types of a configuration file; changes nothing. */
export function defineConfig(config: GatewayConfig): GatewayConfig {
  return config;
}
