import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { createDnsLookup } from './dns-lookup.ts';

const types = { a: 1, aaaa: 28 };
const never = new AbortController().signal;
let server: Socket | undefined;
afterEach(() => new Promise<void>((resolve) => server?.close(() => resolve()) ?? resolve()));

/** @param answers by question type; nothing is no such record, `silence` no answer at all. */
async function startDns(answers: Readonly<Record<number, string>> | 'silence') {
  let questions = 0;
  const socket = createSocket('udp4').on('message', (query, { port, address }) => {
    questions++;
    if (answers !== 'silence') socket.send(answerTo(query, answers), port, address);
  });
  server = socket;
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, questions: () => questions };
}

/** The question sent back, marked as answered, with one record whose name points to it (RFC 1035, 4). */
function answerTo(query: Buffer, answers: Readonly<Record<number, string>>): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const type = query.readUInt16BE(end - 4);
  const data = Buffer.from(answers[type] ?? '', 'hex');
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(data.length > 0 ? 1 : 0, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  if (data.length === 0) return head;
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, record, data]);
}

const v4 = '5db8d822';
const v6 = '26064700000000000000000000001111';

it.each([
  [{ [types.a]: v4, [types.aaaa]: v6 }, ['93.184.216.34', '2606:4700::1111']],
  [{ [types.a]: v4 }, ['93.184.216.34']],
  [{ [types.aaaa]: v6 }, ['2606:4700::1111']],
])('gives the addresses of both families', async (answers, addresses) => {
  const dns = await startDns(answers);
  const lookup = createDnsLookup([dns.address]);
  expect(await lookup('media.example', { signal: never })).toEqual(addresses);
});

it('rejects when there is none', async () => {
  const dns = await startDns({});
  const lookup = createDnsLookup([dns.address]);
  await expect(lookup('media.example', { signal: never })).rejects.toMatchObject({
    code: 'ENODATA',
  });
});

it('asks no more once nobody waits', async () => {
  const dns = await startDns('silence');
  const controller = new AbortController();
  const pending = createDnsLookup([dns.address])('media.example', { signal: controller.signal });
  const failed = expect(pending).rejects.toMatchObject({ code: 'ECANCELLED' });
  await vi.waitFor(() => expect(dns.questions()).toBe(2));
  controller.abort();
  await failed;
});
