export {
  type ContractCheck,
  type ContractSchema,
  type ContractValidator,
  createContractValidator,
  openResponsesContract,
} from './lib/responses/contract.ts';
export {
  type ReadSseStream,
  type ReadSseStreamOptions,
  readSseStream,
  type SseEvent,
  type SseFrame,
} from './lib/responses/read-sse-stream.ts';
export {
  createResponsesStreamValidator,
  type ResponsesStreamValidator,
  validateResponsesStream,
} from './lib/responses/responses-stream-validator.ts';
export type { Violation } from './lib/responses/violation.ts';
