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
import { firstSince } from "./first-since.ts";
import { useAction } from "./use-action.ts";

const LOOKED_THROUGH = 50;

export function JumpDialog({ room, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const lastSeq = useRoom(room)?.lastSeq ?? 0;
  const [day, setDay] = useState("");
  const action = useAction();
  const jump = () =>
    action.run(async () => {
      const seq = await firstShownSince(room, Date.parse(`${day}T00:00`), lastSeq);
      onClose();
      if (seq !== undefined) goToMessage(room, seq);
    });
  return (
    <Dialog
      title={words.room.jumpToDate}
      onClose={onClose}
      onSubmit={jump}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" type="submit" busy={action.isBusy} disabled={day === ""}>
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

/** In the room's timeline: answers in threads are not shown there. */
async function firstShownSince(room: RoomId, atMs: number, lastSeq: number): Promise<number | undefined> {
  const newestUpTo = async (seq: number) =>
    (await engine.ask("history", room, { before: seq + 1, limit: 1 })).messages.at(-1);
  const first = await firstSince({ atMs, lastSeq, newestUpTo });
  if (first === undefined) return undefined;
  const { messages } = await engine.ask("history", room, { after: first - 1, limit: LOOKED_THROUGH });
  return messages.find(({ thread }) => thread === undefined)?.seq ?? first;
}
