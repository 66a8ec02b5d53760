/** Randomness that one number decides, so that a failure can be run again. Not for keys. */

export interface SeededRandom {
  /** At least 0 and below 1. */
  fraction(): number;
  /** A whole number from 0 to `bound - 1`. */
  below(bound: number): number;
  chance(probability: number): boolean;
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** The generator mulberry32. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = () => word() / 2 ** 32;
  return {
    fraction,
    below: (bound) => Math.floor(fraction() * bound),
    chance: (probability) => fraction() < probability,
    bytes: (count) => Uint8Array.from({ length: count }, () => word() & 0xff),
  };
}
