/**
 * How often signing in may be tried. A name has a few tries from one network and more from all of them together (NIST SP
 * 800-63B-4 §3.2.2: no more than a hundred wrong ones). Who has come in from a network before needs only that network's tries, so
 * that nobody is kept out by guesses from elsewhere.
 */
import { createThrottle } from "../../kernel/throttle.ts";

export interface Tried {
  /** Lookup value of the sign-in name. */
  readonly handleKey: Uint8Array;
  readonly network: string;
  /** Whether the person of that name has come in from there before. */
  readonly knownThere: boolean;
}

export interface SignInTries {
  /** One try with a name: milliseconds to wait, or 0 when it may go on. */
  take(tried: Tried, nowMs: number): number;
  /** One try without a name. */
  takeFrom(network: string, nowMs: number): number;
  /** It was the right one. */
  forgive(tried: Tried): void;
}

export function signInTries(): SignInTries {
  const ofNetwork = createThrottle({ burst: 60, refillMs: 2_000, keys: 100_000 });
  const ofNameThere = createThrottle({ burst: 10, refillMs: 30_000, keys: 100_000 });
  const ofName = createThrottle({ burst: 100, refillMs: 300_000, keys: 100_000 });
  const keysOf = ({ handleKey, network }: Tried) => {
    const name = Buffer.from(handleKey).toString("base64");
    return { name, there: `${name} ${network}` };
  };
  return {
    take: (tried, nowMs) => {
      const { name, there } = keysOf(tried);
      return (
        ofNetwork.take(tried.network, nowMs) ||
        ofNameThere.take(there, nowMs) ||
        (tried.knownThere ? 0 : ofName.take(name, nowMs))
      );
    },
    takeFrom: (network, nowMs) => ofNetwork.take(network, nowMs),
    forgive: (tried) => {
      const { name, there } = keysOf(tried);
      ofNameThere.forgive(there);
      ofName.forgive(name);
    },
  };
}
