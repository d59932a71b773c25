import type { GatewayConfig } from './lib/config/gateway-config.ts';

export type {
  ClientKey,
  DemoProviderConfig,
  FromEnvironment,
  GatewayConfig,
  HttpProviderConfig,
  ResponsesConfig,
  SealKeyConfig,
  SecretValue,
} from './lib/config/gateway-config.ts';

/** Gives an editor the types of a configuration file; changes nothing. */
export function defineConfig(config: GatewayConfig): GatewayConfig {
  return config;
}
