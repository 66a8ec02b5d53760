/** Changes what a room is called and what it is for. */
import type { RoomId } from "@warbler/protocol";
import { useState } from "react";
import { engine } from "../platform/engine.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

export function DescribeDialog({ room: id, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const room = useRoom(id);
  const [name, setName] = useState(room?.name ?? "");
  const [topic, setTopic] = useState(room?.topic ?? "");
  const action = useAction();
  const save = () =>
    action.run(async () => {
      await engine.ask("describeRoom", id, { name: name.trim(), topic: topic.trim() });
      onClose();
    });
  return (
    <Dialog
      title={words.room.describe}
      onClose={onClose}
      onSubmit={save}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" type="submit" busy={action.isBusy} disabled={name.trim() === ""}>
            {words.common.save}
          </Button>
        </>
      }
    >
      <TextField label={words.newRoom.name} value={name} maxLength={120} onText={setName} />
      <TextField label={words.newRoom.topic} value={topic} maxLength={500} onText={setTopic} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
