/** Adds people to a room. */
import type { AccountId, RoomId } from "@warbler/protocol";
import { useMemo, useState } from "react";
import { engine } from "../platform/engine.ts";
import { useMembers } from "../state/members.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PeoplePicker } from "../ui/people-picker.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

export function AddPeopleDialog({ room, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const [chosen, setChosen] = useState<readonly AccountId[]>([]);
  const isSealed = useRoom(room)?.level === "sealed";
  const members = useMembers(room);
  const there = useMemo(() => members.map(({ id }) => id), [members]);
  const action = useAction();
  const add = () =>
    action.run(async () => {
      await engine.ask("addMembers", room, chosen);
      onClose();
    });
  return (
    <Dialog
      title={words.room.addPeople}
      says={isSealed ? words.room.addPeopleSays : words.room.addPeopleSaysEndToEnd}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={chosen.length === 0} onClick={add}>
            {words.room.add(chosen.length)}
          </Button>
        </>
      }
    >
      <PeoplePicker chosen={chosen} onChange={setChosen} without={there} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
