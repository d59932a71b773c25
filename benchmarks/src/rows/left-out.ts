import type { Row } from '../row.ts';

const why = 'the row sets configurations of ours beside each other';

/** Of rows that are not about anybody else. */
export const oursAlone: Row['leftOut'] = { portkey: why, litellm: why, bifrost: why };
