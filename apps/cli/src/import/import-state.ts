/** Where an import stopped, kept in the profile so that the same command goes on there. The server skips what it has anyway. */
import { createHash } from "node:crypto";
import { type MessageSourceId, sourceId } from "@warbler/imports";
import type { Profile } from "../profile/profile.ts";

export interface ImportState {
  /** The last message before which everything is confirmed. */
  cursor(): Promise<MessageSourceId | undefined>;
  advance(cursor: MessageSourceId): Promise<void>;
  forget(): Promise<void>;
}

/** `identity` tells this export, server and person from any other. */
export function importStateIn(profile: Profile, identity: readonly string[]): ImportState {
  const digest = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  const name = `import-${digest.slice(0, 16)}`;
  return {
    async cursor() {
      const text = await profile.read(name);
      return text ? sourceId<MessageSourceId>(text) : undefined;
    },
    advance: (cursor) => profile.write(name, cursor),
    forget: () => profile.remove(name),
  };
}
