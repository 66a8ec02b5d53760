/** Opens the conversation with one person; a new one begins at the level that is chosen. */
import type { AccountId } from "@warbler/protocol";
import { useState } from "react";
import { useChatRules } from "../chat/use-chat-rules.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { type ChosenLevel, LevelChoice } from "../security/level-choice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PeoplePicker } from "../ui/people-picker.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

interface NewDirectDialogProps {
  readonly account?: AccountId;
  readonly onClose: () => void;
}

export function NewDirectDialog({ account: first, onClose }: NewDirectDialogProps) {
  const words = useWords();
  const [account, setAccount] = useState(first);
  const proposed = useChatRules()?.newRooms ?? "e2ee";
  const [level = proposed, setLevel] = useState<ChosenLevel>();
  const action = useAction();
  const open = () =>
    action.run(async () => {
      if (account === undefined) return;
      const known = await engine.ask("knownDirectRoom", account);
      const room = known ?? (await engine.ask("newDirectRoom", account, level));
      onClose();
      go({ page: "room", room });
    });
  return (
    <Dialog
      title={words.newDirect.title}
      says={words.newDirect.says}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={account === undefined} onClick={open}>
            {words.newDirect.open}
          </Button>
        </>
      }
    >
      <PeoplePicker
        single
        chosen={account === undefined ? [] : [account]}
        onChange={([chosen]) => setAccount(chosen)}
      />
      <LevelChoice value={level} onChoose={setLevel} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
