import { type AccountId, type MessageId, newId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import type { OpenedRecord } from "../../timeline/opened-record.ts";
import { searchedRecord } from "./searched-record.ts";

const [mona, mike] = [newId<AccountId>(), newId<AccountId>()];
const roleOf = (account: AccountId) => (account === mona ? ("moderator" as const) : ("member" as const));

/** A recall of somebody's message, opened by the group or with a key from elsewhere. */
function recallBy(author: AccountId, authorRole?: OpenedRecord["authorRole"]): OpenedRecord {
  const record = {
    ...{ room: newId<RoomId>(), seq: 2, message: newId<MessageId>(), author, kind: RECORD_KINDS.recall, atMs: 1 },
    ...{ device: undefined, content: new Uint8Array(), erased: false, imported: false },
  } as unknown as OpenedRecord["record"];
  const content = { kind: "recall", target: newId<MessageId>() } as const;
  return { record, content, ...(authorRole !== undefined && { authorRole }) };
}

test("a recall counts by the role its author had, or has now where that is not known", () => {
  const counts = (recall: OpenedRecord) => {
    const found = searchedRecord(recall, roleOf);
    return found?.kind === "recall" && found.isModerator;
  };
  expect(counts(recallBy(mona))).toBe(true);
  expect(counts(recallBy(mike))).toBe(false);
  expect(counts(recallBy(mike, "moderator"))).toBe(true);
  expect(counts(recallBy(mona, "member"))).toBe(false);
});
