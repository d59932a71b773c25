import { secretsInText } from './names-secret.ts';

/** Names that cannot be a part of a password. */
const plain = /^[\w.-]+$/;

/**
 * What a connection string leads to, without anything that could be secret: `PostgreSQL at db.example,
 * database gw`. A password whose signs were not escaped reads as host, path or query: where that may be,
 * nothing of it is told.
 */
export function databaseName(connectionString: string): string {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  const database = url?.pathname.slice(1) ?? '';
  const isClear =
    url !== undefined &&
    connectionString.split('@').length === (url.username === '' ? 1 : 2) &&
    plain.test(url.hostname) &&
    plain.test(database);
  return isClear ? `PostgreSQL at ${url.hostname}, database ${database}` : 'PostgreSQL';
}

/** What no line may show of it. */
export function secretsOfDatabase(connectionString: string): string[] {
  // Without a host, as for a socket, it is a URL to the driver alone.
  const withHost = connectionString.replace('@/', '@localhost/');
  return [connectionString, ...secretsInText(connectionString), ...secretsInText(withHost)];
}
