/**
 * The bytes of `snapshotPartText`, written digit by digit: a review may have millions of grants, each with a time that the platform
 * takes longer to write down than everything else about it.
 */
import type { SnapshotGrant, SnapshotPart } from "@warbler/protocol";

const [COMMA, OPEN, CLOSE, ZERO] = [0x2c, 0x5b, 0x5d, 0x30];
const NULL = [0x6e, 0x75, 0x6c, 0x6c] as const;
/** A grant's six numbers of at most 16 digits, with what parts them. */
const GRANT_BYTES = 6 * 17 + 2;
/** Of one character in UTF-8. */
const CHARACTER_BYTES = 3;
/** Numbers below it are written with 32-bit arithmetic. */
const SMALL = 1e9;

/**
 * Writes parts one after the other into memory that is used again: fresh memory for each has the collector go through the roles of
 * everybody once and again.
 */
export class PartWriter {
  #bytes = Buffer.alloc(0);
  #end = 0;

  /** Begins from the start of the memory: what was written until now is no longer valid. */
  clear(): void {
    this.#end = 0;
  }

  /** Valid until `clear`. */
  bytesOf({ first, names, people, room, salt }: SnapshotPart): Uint8Array {
    const start = this.#end;
    this.#text(`{"first":${first},"names":${JSON.stringify(names)},"people":[`);
    for (const [at, [account, lastUsed, grants]] of people.entries()) {
      this.#text(`${at > 0 ? "," : ""}["${account}",${JSON.stringify(lastUsed)},[`);
      this.#grants(grants);
      this.#text("]]");
    }
    this.#text(`]${room === undefined ? "" : `,"room":"${room}"`},"salt":${JSON.stringify(salt)}}`);
    return this.#bytes.subarray(start, this.#end);
  }

  #grants(grants: readonly SnapshotGrant[]): void {
    this.#ensure(grants.length * GRANT_BYTES);
    let isFirst = true;
    for (const [role, sinceMs, untilMs, giver, suggestion, signs] of grants) {
      if (!isFirst) this.#byte(COMMA);
      isFirst = false;
      this.#byte(OPEN);
      this.#number(role);
      this.#next(sinceMs);
      this.#next(untilMs);
      this.#next(giver);
      this.#next(suggestion);
      this.#next(signs);
      this.#byte(CLOSE);
    }
  }

  #next(value: number | null): void {
    this.#byte(COMMA);
    if (value !== null) this.#number(value);
    else for (const byte of NULL) this.#byte(byte);
  }

  /** A whole number that is not negative, as all in a part are. */
  #number(value: number): void {
    if (value >= SMALL) {
      const high = Math.floor(value / SMALL);
      this.#number(high);
      this.#digits(value - high * SMALL, 9);
      return;
    }
    let count = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) count++;
    this.#digits(value, count);
  }

  #digits(value: number, count: number): void {
    let rest = value | 0;
    for (let at = this.#end + count - 1; at >= this.#end; at--) {
      const high = (rest / 10) | 0;
      this.#bytes[at] = ZERO + rest - high * 10;
      rest = high;
    }
    this.#end += count;
  }

  #byte(value: number): void {
    this.#bytes[this.#end++] = value;
  }

  #text(text: string): void {
    this.#ensure(text.length * CHARACTER_BYTES);
    this.#end += this.#bytes.write(text, this.#end);
  }

  #ensure(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const larger = Buffer.alloc(2 * (this.#end + more));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
