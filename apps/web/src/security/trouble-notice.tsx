/** Above the box one writes in: why a room's encryption does not go on by itself, and what somebody can do about it. */
import type { RoomId } from "@warbler/protocol";
import type { RoomTrouble } from "@warbler/sdk";
import { ShieldAlert } from "lucide-react";
import { openDialog } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import css from "./changed-notice.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

export function TroubleNotice({ room, trouble }: { readonly room: RoomId; readonly trouble: RoomTrouble }) {
  const said = useSecurityWords().trouble;
  const isBroken = trouble.kind === "broken";
  return (
    <div className={css.changed} role="alert">
      <ShieldAlert size={20} aria-hidden />
      <p>{isBroken ? said.broken : said.unconfirmed}</p>
      <Button
        small
        kind="primary"
        onClick={() => openDialog({ kind: isBroken ? "reset-room" : "confirm-group", room })}
      >
        {isBroken ? said.reset : said.see}
      </Button>
    </div>
  );
}
