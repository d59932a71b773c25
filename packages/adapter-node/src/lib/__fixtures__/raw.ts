import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends text over a socket of its own; gives what came back once the server has closed it. */
export async function exchange(port: number, text: string) {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let failure: NodeJS.ErrnoException | undefined;
  socket.on('data', (piece) => {
    received += piece;
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.write(text);
  await once(socket, 'close').catch(() => {});
  return { received, failure: failure?.code };
}
