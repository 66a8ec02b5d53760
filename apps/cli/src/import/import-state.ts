/** Where an import stopped, kept in the profile so that the same command goes on there. The server skips what it has anyway. */
import { createHash } from "node:crypto";
import { type MessageSourceId, sourceId } from "@warbler/imports";
import type { Profile } from "../profile/profile.ts";

export interface ImportCursor {
  /** The last message before which everything is confirmed. */
  readonly after: MessageSourceId;
  /** How many that are, for showing how far the import is. */
  readonly messages: number;
}

export interface ImportState {
  cursor(): Promise<ImportCursor | undefined>;
  advance(cursor: ImportCursor): Promise<void>;
  forget(): Promise<void>;
}

/** `identity` tells this export, server and person from any other. */
export function importStateIn(profile: Profile, identity: readonly string[]): ImportState {
  const digest = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  const name = `import-${digest.slice(0, 16)}`;
  return {
    async cursor() {
      const [, messages, after] = /^(\d{1,15}) (.+)$/s.exec((await profile.read(name)) ?? "") ?? [];
      return after ? { after: sourceId<MessageSourceId>(after), messages: Number(messages) } : undefined;
    },
    advance: ({ after, messages }) => profile.write(name, `${messages} ${after}`),
    forget: () => profile.remove(name),
  };
}
