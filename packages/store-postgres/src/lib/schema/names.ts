/** Our schema as it stands in SQL. */
export const quoteSchema = (name: string): string => `"${name}"`;

/** Where writes are told. Channels belong to a whole database, so that the schema is part of the name. */
export const channelOf = (schema: string): string => `${schema.replaceAll('"', '')}_written`;

/** The queue has a schema of its own: its tables are brought up to date by itself. */
export const queueSchemaOf = (name: string): string => `${name}_queue`;
