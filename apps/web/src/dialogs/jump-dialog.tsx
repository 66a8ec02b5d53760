/** Goes to the first message of a day. */
import type { RoomId } from "@warbler/protocol";
import { useState } from "react";
import { goToMessage } from "../chat/navigate.ts";
import { engine } from "../platform/engine.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

const PAGE = 250;

export function JumpDialog({ room, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const lastSeq = useRoom(room)?.lastSeq ?? 0;
  const [day, setDay] = useState("");
  const action = useAction();
  const jump = () =>
    action.run(async () => {
      const seq = await firstSince(room, Date.parse(`${day}T00:00`), lastSeq);
      onClose();
      if (seq !== undefined) goToMessage(room, seq);
    });
  return (
    <Dialog
      title={words.room.jumpToDate}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={day === ""} onClick={jump}>
            {words.room.jump}
          </Button>
        </>
      }
    >
      <TextField label={words.room.day} type="date" value={day} onText={setDay} />
      <Problem text={action.problem} />
    </Dialog>
  );
}

/** Pages back from the newest message: history has no hole, so each page is kept and checked on the way. */
async function firstSince(room: RoomId, atMs: number, lastSeq: number): Promise<number | undefined> {
  let before = lastSeq + 1;
  let first: number | undefined;
  for (;;) {
    const { messages: page } = await engine.ask("history", room, { before, limit: PAGE });
    const found = page.find((message) => message.atMs >= atMs);
    first = found?.seq ?? first ?? page.at(-1)?.seq;
    const oldest = page[0];
    if (oldest === undefined || oldest.atMs < atMs || page.length < PAGE) return first;
    before = oldest.seq;
  }
}
