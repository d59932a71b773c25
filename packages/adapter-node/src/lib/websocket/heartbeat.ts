import type { WebSocket } from 'ws';

/**
 * Notices a peer that has vanished without closing, as after a lost network: TCP alone finds out only
 * when it sends, and then takes minutes. Who is silent is pinged, and who does not answer either is
 * gone. A client that is slow to read what it was sent gets to the ping late: it counts as alive as
 * long as it reads.
 * @param silenceMs how long it may be silent; the answer may take as long again.
 */
export function watchPeer(socket: WebSocket, silenceMs: number): void {
  let silentRounds = 0;
  let unsentBytes = 0;
  const hear = () => {
    silentRounds = 0;
  };
  const round = () => {
    if (socket.bufferedAmount < unsentBytes) hear();
    unsentBytes = socket.bufferedAmount;
    silentRounds++;
    if (silentRounds > 2) socket.terminate();
    else if (silentRounds > 1) socket.ping();
  };
  const timer = setInterval(round, silenceMs);
  socket.on('message', hear).on('ping', hear).on('pong', hear);
  socket.once('close', () => clearInterval(timer));
}
