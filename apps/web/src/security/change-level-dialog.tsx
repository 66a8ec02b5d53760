/** Continues a conversation at another level of protection, in a new room; everybody is told. */
import type { RoomId } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { type ChosenLevel, LevelChoice } from "./level-choice.tsx";

export function ChangeLevelDialog({ room: id, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const room = useRoom(id);
  const [level, setLevel] = useState<ChosenLevel>(room?.level === "sealed" ? "e2ee" : "sealed");
  const action = useAction();
  const change = () =>
    action.run(async () => {
      const next = await engine.ask("changeLevel", id, level);
      onClose();
      go({ page: "room", room: next });
    });
  return (
    <Dialog
      title={words.protection.change}
      says={words.protection.changeSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={level === room?.level} onClick={change}>
            {words.protection.changeNow}
          </Button>
        </>
      }
    >
      <LevelChoice value={level} onChoose={setLevel} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
