import contract from './openresponses-contract.json' with { type: 'json' };

/** A JSON Schema (2020-12), or a part of one. */
export type ContractSchema = Readonly<Record<string, unknown>>;

/**
 * The Open Responses contract of 2026-04-24 as one JSON Schema (2020-12): every schema of the
 * published document under its own name in `$defs`, without prose, and `StreamingEvent`, which is
 * what `POST /responses` may stream.
 * @see https://www.openresponses.org/specification
 */
export const openResponsesContract: ContractSchema & {
  readonly $defs: Readonly<Record<string, ContractSchema>>;
} = contract;

/** What `Ajv.compile` returns, as far as it is needed here. */
export interface ContractCheck {
  (value: unknown): unknown;
  errors?: readonly { instancePath: string; message?: string | undefined }[] | null;
}

/** Holds values against the contract. Each method returns what is wrong, each with its place. */
export interface ContractValidator {
  /** One event of a stream. An event that the contract does not know is wrong. */
  event(value: unknown): string[];
  /** A whole response, streamed or not. */
  response(value: unknown): string[];
  /** The body of `POST /responses`. */
  request(value: unknown): string[];
  /** The answer of `POST /responses/compact`. */
  compaction(value: unknown): string[];
}

/**
 * `compile` is that of a JSON Schema validator of your choice, so that none is needed here:
 * `createContractValidator((schema) => new Ajv2020({ strict: false }).compile(schema))`.
 *
 * Held to the letter, the contract refuses the schema in the echo of a `json_schema` format, custom and hosted
 * tools with their items and events, and OpenAI's names of raw reasoning.
 */
export function createContractValidator(
  compile: (schema: ContractSchema) => ContractCheck,
): ContractValidator {
  const checkOf = memoize((name) => compile({ ...openResponsesContract, $ref: `#/$defs/${name}` }));
  const faultsOf = (name: string, value: unknown) => listFaults(checkOf(name), value);
  return {
    event: (value) => {
      const name = eventSchemas.get(typeOf(value));
      return name === undefined ? [`/type is no event: ${typeOf(value)}`] : faultsOf(name, value);
    },
    response: (value) => faultsOf('ResponseResource', value),
    request: (value) => faultsOf('CreateResponseBody', value),
    compaction: (value) => faultsOf('CompactResource', value),
  };
}

function listFaults(check: ContractCheck, value: unknown): string[] {
  if (check(value) === true) return [];
  const faults = (check.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message ?? 'is wrong'}`.trim(),
  );
  return faults.length === 0 ? ['does not fit'] : [...new Set(faults)];
}

/** By `type`, so that a fault is told of the one schema that was meant and not of all of them. */
const eventSchemas: ReadonlyMap<unknown, string> = new Map(
  contract.$defs.StreamingEvent.oneOf.map(({ $ref }) => {
    const name = $ref.slice('#/$defs/'.length);
    return [firstType(openResponsesContract.$defs[name]), name] as const;
  }),
);

function firstType(schema: ContractSchema | undefined): unknown {
  const { type } = (schema?.properties ?? {}) as { type?: { enum?: readonly unknown[] } };
  return type?.enum?.[0];
}

function typeOf(value: unknown): unknown {
  return (value as { type?: unknown } | null | undefined)?.type;
}

function memoize<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}
