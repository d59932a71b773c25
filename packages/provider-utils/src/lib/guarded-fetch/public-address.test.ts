import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.ts';

/** Each range by hand: the last before it, its first, its last, the first behind it. */
const ranges4: readonly (readonly [string, string, string, string, string])[] = [
  ['this network', '-', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['private', '9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['carrier-grade NAT', '100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['loopback', '126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['Azure’s agent', '168.63.129.15', '168.63.129.16', '168.63.129.16', '168.63.129.17'],
  ['link-local', '169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['private', '172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['protocol assignments', '191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['documentation', '192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['6to4 relays', '192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['private', '192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['benchmarks', '198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['documentation', '198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['documentation', '203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  ['multicast and reserved', '223.255.255.255', '224.0.0.0', '255.255.255.255', '-'],
];

const ranges6: typeof ranges4 = [
  ['all below the public ones', '-', '::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '-'],
  ['Teredo and its neighbours', '2000:ffff::', '2001::', '2001:1ff:ffff::', '2001:200::'],
  ['documentation', '2001:db7:ffff::', '2001:db8::', '2001:db8:ffff::', '2001:db9::'],
  ['6to4', '2001:ffff::', '2002::', '2002:ffff::', '2003::'],
  ['documentation', '3ffe:ffff::', '3fff::', '3fff:fff:ffff::', '3fff:1000::'],
  ['all above', '3fff:ffff::', '4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '-'],
];

describe.each([...ranges4, ...ranges6])('%s', (_, before, first, last, behind) => {
  it(`from ${first} to ${last} is not public, its neighbours are`, () => {
    expect([first, last].map(isPublicAddress)).toEqual([false, false]);
    const neighbours = [before, behind].filter((address) => address !== '-');
    expect(neighbours.filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});

it.each([
  ['AWS, Google, Azure, DigitalOcean', '169.254.169.254'],
  ['AWS over IPv6', 'fd00:ec2::254'],
  ['Google over IPv6', 'fd20:ce::254'],
  ['AWS ECS', '169.254.170.2'],
  ['Alibaba', '100.100.100.200'],
  ['Oracle, old', '192.0.0.192'],
  ['Azure’s agent', '168.63.129.16'],
  ['loopback', '::1'],
  ['unspecified', '::'],
  ['link-local', 'fe80::1'],
  ['link-local with its interface', 'fe80::1%eth0'],
  ['a public one with an interface', '2606:4700::1111%eth0'],
  ['site-local', 'fec0::1'],
  ['unique-local', 'fc00::1'],
  ['multicast', 'ff02::1'],
  ['discard', '100::1'],
  ['segment routing', '5f00::1'],
])('%s (%s) is not public', (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each([
  '8.8.8.8',
  '93.184.216.34',
  '2606:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2400:cb00::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  '',
  'localhost',
  '127.1',
  '0x7f000001',
  '2130706433',
  '010.0.0.1',
  '8.8.8.8 ',
  '1.2.3.4.5',
])('"%s" is no address, so not public', (text) => {
  expect(isPublicAddress(text)).toBe(false);
});

/** Every way to hide an IPv4 address inside an IPv6 one. */
const embeddings: Readonly<Record<string, (quad: string, hex: string) => string>> = {
  'IPv4-mapped, dotted': (quad) => `::ffff:${quad}`,
  'IPv4-mapped, in hex': (_, hex) => `::ffff:${hex}`,
  'IPv4-mapped, written out': (quad) => `0:0:0:0:0:ffff:${quad}`,
  'IPv4-translated': (quad) => `::ffff:0:${quad}`,
  'IPv4-compatible': (quad) => `::${quad}`,
  NAT64: (quad) => `64:ff9b::${quad}`,
  'local NAT64': (_, hex) => `64:ff9b:1::${hex}`,
  '6to4': (_, hex) => `2002:${hex}::1`,
  Teredo: (_, hex) => `2001:0:4136:e378:8000:63bf:${hex}`,
};

it.each(Object.entries(embeddings))('%s hides no address, public or not', (_, embed) => {
  const addresses = [
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '8.8.8.8',
    ...randomAddresses(200),
  ];
  const taken = addresses.map((quad) => embed(quad, toHex(quad))).filter(isPublicAddress);
  expect(taken).toEqual([]);
});

function randomAddresses(count: number): string[] {
  return Array.from({ length: count }, () => crypto.getRandomValues(new Uint8Array(4)).join('.'));
}

/** `127.0.0.1` → `7f00:0001` */
function toHex(quad: string): string {
  const hex = quad.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
}
