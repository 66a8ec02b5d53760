/** Which addresses of the network the server may ask on somebody's word: never those of the machine's own surroundings. */
import { BlockList, isIP } from "node:net";

/** Loopback, private and shared networks (RFC 1918, 6598, 4193): only where the organisation said that its service is there. */
const PRIVATE = listOf([
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["::1", 128],
  ["fc00::", 7],
]);
/**
 * Nobody's service: link-local, where clouds answer with a machine's credentials, unspecified, multicast, reserved, and the
 * prefixes by which an IPv4 address hides in an IPv6 one.
 */
const NEVER = listOf([
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 128],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 32],
  ["100::", 64],
  ["2001::", 32],
  ["2002::", 16],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
]);

/** One list for each family: in one, the prefix under which IPv4 hides would be of every IPv4 address. */
function listOf(subnets: readonly (readonly [address: string, prefix: number])[]) {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const [address, prefix] of subnets) {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    lists[family].addSubnet(address, prefix, family);
  }
  return lists;
}

/** `allowsPrivate`: the organisation said that this service is in its own network. */
export function mayAsk(address: string, allowsPrivate: boolean): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 6 ? "ipv6" : "ipv4";
  return !NEVER[family].check(address, family) && (allowsPrivate || !PRIVATE[family].check(address, family));
}
