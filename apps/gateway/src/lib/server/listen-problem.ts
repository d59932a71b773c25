/** Why a server does not listen, in words that say what to do. */
export function listenProblem(error: unknown, host: string, port: number): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: choose another with --port or PORT (0: any free one)`;
    case 'EACCES':
      return `Port ${port} on ${host} is not for this user: choose one above 1023 with --port or PORT`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `"${host}" is no address of this machine: choose another with --host or HOST`;
    default:
      return `Cannot listen on ${host}, port ${port}: ${message}`;
  }
}
