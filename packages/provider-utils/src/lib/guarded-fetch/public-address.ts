import { BlockList, isIP } from 'node:net';

/**
 * IPv4 that is not the public internet.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const special4 = listSubnets('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT; Alibaba Cloud's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host agent, though it looks public
  '169.254.0.0/16', // link-local; the metadata of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; Oracle Cloud's old metadata
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]);

/**
 * All of IPv6 that is given out to the public internet. Outside of it stand loopback, link-local,
 * unique-local, multicast, IPv4-mapped (`::ffff:0:0/96`) and NAT64 (`64:ff9b::/96`).
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const global6 = listSubnets('ipv6', ['2000::/3']);

/**
 * What is special within it.
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const special6 = listSubnets('ipv6', [
  '2001::/23', // protocol assignments, with Teredo, which holds an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which holds an IPv4 address
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]);

/** Whether an address belongs to the public internet. What is no plain address does not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special4.check(address, 'ipv4');
    case 6:
      // A zone (`%eth0`) names an interface of this machine.
      return !address.includes('%') && isPublic6(address);
    default:
      return false;
  }
}

function isPublic6(address: string): boolean {
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

function listSubnets(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
