/** The SDK's doors to the outside: network and disk. Tests put a server in memory behind them. */
import type { Platform, Store } from "@warbler/sdk";

export interface Gateway {
  /** Trusts `ca` (PEM) beside the machine's own authorities. */
  platform(ca: string | undefined): Platform;
  /** The store of one profile; the caller closes it, or hands it to a client that does. */
  store(folder: string): Promise<Store>;
  /** The local CA's certificate in PEM, fetched without trust and checked against the fingerprint of a link. */
  fetchLocalCa(url: string, fingerprint: string): Promise<string>;
}
