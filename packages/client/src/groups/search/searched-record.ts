/** What an opened record of an end-to-end room adds to what can be found there. */
import type { AccountId, RoomRole } from "@warbler/protocol";
import type { OpenedRecord } from "../../timeline/opened-record.ts";
import type { SearchedRecord } from "./message-index.ts";

/** `roleOf` answers for records that were opened with keys from elsewhere than the group. */
export function searchedRecord(
  { record, content, authorRole }: OpenedRecord,
  roleOf: (account: AccountId) => RoomRole,
): SearchedRecord | undefined {
  const { seq, message, author, atMs } = record;
  switch (content.kind) {
    case "message": {
      const { text, imported, attachments } = content;
      const said = { kind: "message", seq, message, author, atMs, text, hasFiles: attachments.length > 0 } as const;
      return imported === undefined ? said : { ...said, atMs: imported.atMs, importedAuthor: imported.author };
    }
    case "edit":
      return { kind: "edit", seq, target: content.target, author, isModerator: false, text: content.body.text };
    case "recall":
      return {
        ...{ kind: "recall", seq, target: content.target, author, text: "" },
        isModerator: (authorRole ?? roleOf(author)) !== "member",
      };
    case "event":
    case "events":
    case "reaction":
    case "pin":
    case "undecryptable":
    case "unreadable":
    case "silent":
      return undefined;
  }
}
