// biome-ignore lint/style/noRestrictedImports: Ajv itself keeps this dialect of JSON Schema there.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createContractValidator } from '../responses.ts';

const ajv = new Ajv2020({ strict: false });

/** Holds values against the published contract. */
export const contract = createContractValidator((schema) => ajv.compile(schema));
