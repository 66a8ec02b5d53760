/** Questions that the server asked and waits to have answered: each for a while, under 32 random bytes, in memory only. */
import { randomBytes } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";

export interface Tickets<T> {
  issue(about: T): { readonly ticket: string; readonly expiresAtMs: number };
  /** What the ticket is about, without using it up. */
  look(ticket: string): T | undefined;
  /** What the ticket is about, once: it is gone afterwards. */
  take(ticket: string): T | undefined;
  /** Puts it back under the same ticket, with the time that it had left. */
  giveBack(ticket: string, about: T): void;
}

interface Held<T> {
  readonly about: T;
  readonly expiresAtMs: number;
}

/**
 * At most `most` wait at once, and `mostOfOne` of whoever `of` names; the oldest gives way, so that nobody can fill the memory,
 * or push out others' questions with theirs.
 */
export function createTickets<T>({
  clock,
  lastsMs,
  of,
  most = 20_000,
  mostOfOne = 32,
}: {
  readonly clock: Pick<Clock, "nowMs">;
  readonly lastsMs: number;
  readonly of: (about: T) => string;
  readonly most?: number;
  readonly mostOfOne?: number;
}): Tickets<T> {
  const waiting = new Map<string, Held<T>>();
  const taken = new Map<string, number>();
  const byAsker = new Map<string, string[]>();
  const makeRoom = (asker: string): void => {
    const own = (byAsker.get(asker) ?? []).filter((ticket) => waiting.has(ticket));
    while (own.length >= mostOfOne) waiting.delete(own.shift() ?? "");
    byAsker.delete(asker);
    byAsker.set(asker, own);
    hold(byAsker);
  };
  const hold = (map: Map<string, unknown>) => {
    const oldest = map.size >= most ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
  };
  return {
    issue: (about) => {
      const ticket = randomBytes(32).toString("base64url");
      const expiresAtMs = clock.nowMs() + lastsMs;
      makeRoom(of(about));
      hold(waiting);
      waiting.set(ticket, { about, expiresAtMs });
      byAsker.get(of(about))?.push(ticket);
      return { ticket, expiresAtMs };
    },
    look: (ticket) => {
      const held = waiting.get(ticket);
      return held === undefined || held.expiresAtMs <= clock.nowMs() ? undefined : held.about;
    },
    take: (ticket) => {
      const held = waiting.get(ticket);
      waiting.delete(ticket);
      if (held === undefined || held.expiresAtMs <= clock.nowMs()) return undefined;
      hold(taken);
      taken.set(ticket, held.expiresAtMs);
      return held.about;
    },
    giveBack: (ticket, about) => {
      const expiresAtMs = taken.get(ticket);
      taken.delete(ticket);
      if (expiresAtMs !== undefined) waiting.set(ticket, { about, expiresAtMs });
    },
  };
}
