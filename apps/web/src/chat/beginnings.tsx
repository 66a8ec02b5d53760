/** What somebody who is in no room can begin with. */
import { Suspense } from "react";
import { go } from "../platform/location.ts";
import { useMay, useMayNot } from "../state/permissions.ts";
import { openDialog } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import css from "./beginnings.module.css";

const SetUpReminder = lazy(async () => ({
  default: (await import("../admin/set-up/set-up-reminder.tsx")).SetUpReminder,
}));

export function Beginnings() {
  const words = useWords().welcome;
  const mayInvite = useMay("people.invite");
  if (useMayNot("room.create")) return <p>{words.waits}</p>;
  return (
    <>
      {mayInvite && (
        <Suspense>
          <SetUpReminder />
        </Suspense>
      )}
      <div className={css.doors}>
        <Button kind="primary" onClick={() => openDialog({ kind: "new-room" })}>
          {words.newRoom}
        </Button>
        <Button onClick={() => openDialog({ kind: "new-direct" })}>{words.newDirect}</Button>
        {mayInvite && <Button onClick={() => openDialog({ kind: "invite" })}>{words.invite}</Button>}
        {mayInvite && <Button onClick={() => go({ page: "settings", section: "import" })}>{words.importExport}</Button>}
      </div>
    </>
  );
}
