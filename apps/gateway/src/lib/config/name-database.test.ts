import { describe, expect, it } from 'vitest';
import { createRedactor } from '../log/create-redactor.ts';
import { databaseName, secretsOfDatabase } from './name-database.ts';

describe('databaseName', () => {
  it.each([
    ['postgres://gw:SECRET@db.example:5432/gw', 'PostgreSQL at db.example, database gw'],
    ['postgresql://db.example/gw?sslmode=require', 'PostgreSQL at db.example, database gw'],
    ['postgres://gw:SEC%40RET@10.0.0.1/gw?password=SECRET', 'PostgreSQL at 10.0.0.1, database gw'],
  ])('says where it leads: %s', (connectionString, name) => {
    expect(databaseName(connectionString)).toBe(name);
  });

  it.each([
    'postgres://gw:SECRET@/gw?host=/run/postgresql',
    '/run/postgresql gw',
    // Signs of the password that were not escaped.
    'postgres://gw:12/SECRET@db.example/gw',
    'postgres://gw:12?SECRET@db.example/gw',
    'postgres://gw:12#SECRET@db.example/gw',
    'postgres://gw:SECRET@SECRET:12/SECRET@db.example/gw',
    'postgres://gw:12@SECRET?x@db.example/gw',
  ])('says no more where a part could be one of a password: %s', (connectionString) => {
    expect(databaseName(connectionString)).toBe('PostgreSQL');
  });
});

describe('secretsOfDatabase', () => {
  it.each([
    'postgres://gw:SECRET@db.example/gw',
    'postgres://gw:SECRET@/gw?host=/run/postgresql',
    'postgres://gw:SE%40CRET@db.example/gw',
    'postgres://db.example/gw?user=gw&password=SECRET',
  ])('keeps it out of every line: %s', (connectionString) => {
    const redact = createRedactor(secretsOfDatabase(connectionString));
    const line = `no way to ${connectionString} with SECRET or SE@CRET or SE%40CRET`;
    const left = redact(line);
    const known = /SECRET/.test(connectionString) ? 'SECRET' : 'SE@CRET';
    expect(left).not.toContain(known);
    expect(left).not.toContain(connectionString);
  });
});
