/** Makes a room for several people. */
import type { AccountId } from "@warbler/protocol";
import { useState } from "react";
import { useChatRules } from "../chat/use-chat-rules.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { type ChosenLevel, LevelChoice } from "../security/level-choice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { PeoplePicker } from "../ui/people-picker.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

export function NewRoomDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [members, setMembers] = useState<readonly AccountId[]>([]);
  const proposed = useChatRules()?.newRooms ?? "e2ee";
  const [level = proposed, setLevel] = useState<ChosenLevel>();
  const action = useAction();
  const make = () =>
    action.run(async () => {
      const room = await engine.ask("createRoom", { name: name.trim(), topic: topic.trim(), level, members });
      onClose();
      go({ page: "room", room });
    });
  return (
    <Dialog
      title={words.newRoom.title}
      says={words.newRoom.says}
      onClose={onClose}
      onSubmit={make}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" type="submit" busy={action.isBusy} disabled={name.trim() === ""}>
            {words.newRoom.make}
          </Button>
        </>
      }
    >
      <TextField label={words.newRoom.name} value={name} maxLength={120} autoFocus onText={setName} />
      <TextField label={words.newRoom.topic} value={topic} maxLength={500} onText={setTopic} />
      <LevelChoice value={level} onChoose={setLevel} />
      <PeoplePicker chosen={members} onChange={setMembers} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
