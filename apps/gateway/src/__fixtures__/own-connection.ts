import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** Sends it over a connection of its own: servers of several processes share them out by connection. */
export async function sendAlone(url: string, body?: object): Promise<IncomingMessage> {
  const method = body ? 'POST' : 'GET';
  const headers = { 'content-type': 'application/json' };
  const sending = request(url, { agent: false, method, headers });
  sending.end(body && JSON.stringify(body));
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return response;
}

/** The JSON that comes back, whatever the status. */
export async function askAlone<T>(url: string, body?: object): Promise<T> {
  return (await json(await sendAlone(url, body))) as T;
}
