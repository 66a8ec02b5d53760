/**
 * Who is suspended or has left the organisation, as the audit log shows it: never by the server's word alone. What was proven once
 * is kept, so that a return which was seen cannot be hidden later.
 */
import { type AccountId, type RoomId, STANDING_FACTS } from "@warbler/protocol";
import * as z from "zod/mini";
import type { LogWatch } from "../audit/log-watch.ts";
import { WarblerError } from "../errors.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";

export interface InRoom {
  readonly room: RoomId;
  readonly account: AccountId;
}

/** What is asked throws `network` where the server has to be asked and cannot be. */
export interface Leavers {
  /** Whether the newest that is known is that they are out. */
  isOut(who: InRoom): Promise<boolean>;
  /** Whether the newest that is known is that they came back. */
  isBack(who: InRoom): Promise<boolean>;
  /** Whether they were out at a time of the server's clock: for following what others did then. */
  wasOut(who: InRoom, atMs: number): Promise<boolean>;
}

export interface LeaversDeps {
  readonly api: ApiClient;
  readonly store: Store;
  readonly log: () => Promise<LogWatch>;
}

/** The server's clock may have been set back by as much. */
const MOST_APART_MS = 10 * 60_000;
/** Of one person; an honest server tells of no more than happened. */
const MOST_FACTS = 200;

const standings = z.array(z.object({ kind: z.enum(STANDING_FACTS), atMs: z.int(), leaf: z.int() }));
type Standing = z.output<typeof standings>[number];

export function leaversInLog({ api, store, log }: LeaversDeps): Leavers {
  const keyOf = (account: AccountId) => `standing/${account}`;
  const held = async (account: AccountId): Promise<readonly Standing[]> => {
    const bytes = await store.read(keyOf(account));
    return bytes === undefined ? [] : z.parse(standings, JSON.parse(new TextDecoder().decode(bytes)));
  };

  const told = async ({ room, account }: InRoom) => {
    try {
      return (await api.call("leaver", undefined, { room, account })).facts.slice(-MOST_FACTS);
    } catch (error) {
      if (!(error instanceof WarblerError) || error.retryable) throw error;
      return [];
    }
  };

  /** Everything proven so far, in the order of the log. */
  const proven = async (who: InRoom): Promise<readonly Standing[]> => {
    const { account } = who;
    const known = await held(account);
    const byLeaf = new Map(known.map((one) => [one.leaf, one]));
    for (const fact of await told(who)) {
      const { kind, atMs, proof } = fact;
      if (byLeaf.has(proof.leaf)) continue;
      const { isInLog } = await import("../audit/prove-fact.ts");
      if (await isInLog({ ...fact, subject: account, detail: { account } }, await log()))
        byLeaf.set(proof.leaf, { kind, atMs, leaf: proof.leaf });
    }
    const all = [...byLeaf.values()].sort((a, b) => a.leaf - b.leaf);
    if (all.length > known.length)
      await store.write([{ key: keyOf(account), value: new TextEncoder().encode(JSON.stringify(all)) }]);
    return all;
  };

  return {
    async isOut(who) {
      const newest = (await proven(who)).at(-1);
      return newest !== undefined && isLeaving(newest);
    },
    async isBack(who) {
      const newest = (await proven(who)).at(-1);
      return newest !== undefined && !isLeaving(newest);
    },
    async wasOut(who, atMs) {
      const all = await proven(who);
      return all.some(
        (one, at) =>
          isLeaving(one) &&
          one.atMs <= atMs + MOST_APART_MS &&
          !all.slice(at + 1).some((later) => !isLeaving(later) && later.atMs + MOST_APART_MS <= atMs),
      );
    },
  };
}

const isLeaving = ({ kind }: Standing): boolean => kind !== "person.reinstated";
