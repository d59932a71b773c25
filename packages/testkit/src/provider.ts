export { type Abilities, abilitiesOf } from './lib/provider-suite/abilities-of.ts';
export { openaiWire } from './lib/provider-suite/openai-wire.ts';
export type { Ability } from './lib/provider-suite/probes/run-probe.ts';
export type { NoUpstream, ProviderSetup } from './lib/provider-suite/provider-setup.ts';
export {
  type ProviderSuiteOptions,
  type ProviderTest,
  providerSuite,
} from './lib/provider-suite/provider-suite.ts';
export type {
  ChatAnswer,
  CompactAnswer,
  EmbeddingsAnswer,
  ImagesAnswer,
  ProviderWire,
  RefusalFields,
  ReplyKind,
  ResponsesAnswer,
  ToolCallAnswer,
  WireAnswers,
} from './lib/provider-suite/provider-wire.ts';
