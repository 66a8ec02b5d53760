/**
 * Who is addressed by a message: those it mentions, everyone, or whom it answers. Stored is only *that* a message
 * addresses somebody (`addressed`: a room and a seq); whom, the record itself tells, so an erased message addresses nobody.
 *
 * Cost: a message that addresses nobody costs nothing; one that does, one row of two columns. Counting for a member reads
 * the rows above their cursor, and opens each such record once for all members of the room.
 */
import { type AccountId, isId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { ContentSchema, fromBinary } from "@warbler/protocol/wire";
import { erasureCompleted } from "../../kernel/erasure.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { messageStore, type RecordRow } from "./store.ts";

/** Counted up to this many; beyond it the count says "at least". */
const MENTIONS_CAP = 1_000;
/** Messages whose addressees are held in memory. */
const CACHED_MESSAGES = 50_000;

interface Addressees {
  readonly author: AccountId;
  readonly everyone: boolean;
  readonly accounts: ReadonlySet<AccountId>;
}
const NOBODY = { everyone: false, accounts: new Set<AccountId>() };

export interface Mentions {
  /** Unread messages above a cursor that address this person. A recalled or erased message, or one's own, addresses nobody. */
  unread(room: RoomId, account: AccountId, afterSeq: number): Promise<number>;
}

export function mentionsOf({ reader, vault, ledger }: Pick<Kernel, "reader" | "vault" | "ledger">): Mentions {
  const store = messageStore(reader);
  const known = new Map<string, Addressees>();
  ledger.on(erasureCompleted, () => known.clear());

  const addresseesOf = async (row: RecordRow): Promise<Addressees> => {
    const opened = vault.openRecord(row);
    const body = opened === ERASED ? undefined : fromBinary(ContentSchema, opened.content).body;
    if (row.kind !== RECORD_KINDS.message || body?.case !== "message") return { author: row.author, ...NOBODY };
    const { mentions, mentionAll, replyTo } = body.value;
    const answered = replyTo === "" ? undefined : await store.authorOf(row.room, replyTo);
    const accounts = new Set(mentions.filter((one) => isId<AccountId>(one)));
    if (answered !== undefined) accounts.add(answered);
    return { author: row.author, everyone: mentionAll, accounts };
  };

  return {
    async unread(room, account, afterSeq) {
      const seqs = await store.addressedAfter(room, afterSeq, MENTIONS_CAP);
      if (known.size + seqs.length > CACHED_MESSAGES) known.clear();
      const firstUnknown = seqs.find((seq) => !known.has(`${room}/${seq}`));
      if (firstUnknown !== undefined) {
        for (const row of await store.addressedRecords(room, firstUnknown - 1, MENTIONS_CAP))
          known.set(`${room}/${row.seq}`, await addresseesOf(row));
      }
      return seqs.filter((seq) => {
        const of = known.get(`${room}/${seq}`);
        return of !== undefined && of.author !== account && (of.everyone || of.accounts.has(account));
      }).length;
    },
  };
}
