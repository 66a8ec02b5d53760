/** Where an import stopped, kept in the profile. */
import { createHash } from "node:crypto";
import { type MessageSourceId, sourceId } from "@warbler/imports";
import type { ImportState } from "@warbler/imports/bring-in";
import type { Profile } from "../profile/profile.ts";

export interface KeptImportState extends ImportState {
  forget(): Promise<void>;
}

/** `identity` tells this export, server and person from any other. */
export function importStateIn(profile: Profile, identity: readonly string[]): KeptImportState {
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
