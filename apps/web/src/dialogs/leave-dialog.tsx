/** Asks before one leaves a room. */
import type { RoomId } from "@warbler/protocol";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

export function LeaveDialog({ room, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const name = useRoom(room)?.name ?? "";
  const action = useAction();
  const leave = () =>
    action.run(async () => {
      await engine.ask("leaveRoom", room);
      onClose();
      go({ page: "home" });
    });
  return (
    <Dialog
      title={words.room.leaveTitle(name)}
      says={words.room.leaveSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="danger" busy={action.isBusy} onClick={leave}>
            {words.room.leave}
          </Button>
        </>
      }
    >
      <Problem text={action.problem} />
    </Dialog>
  );
}
