/** Calls members of a room to a message of one's own, after saying what that does and how often it can be done. */
import type { AccountId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import { inSilence } from "../state/attempt.ts";
import { useMembers } from "../state/members.ts";
import { cleanName, useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Boxes } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { take, urgentStore } from "./urgent-state.ts";
import { useUrgentWords } from "./words/use-urgent-words.ts";

interface UrgentDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function UrgentDialog({ message, onClose }: UrgentDialogProps) {
  const words = useUrgentWords();
  const { common } = useWords();
  const me = useMyAccount();
  const { room, seq, mentions } = message;
  const others = useMembers(room).filter(({ id }) => id !== me);
  const left = useStore(urgentStore)?.left;
  // Whoever the message names is meant first; in a conversation of two it is the other one.
  const [picked, setPicked] = useState<readonly AccountId[]>();
  const [only] = others.length === 1 ? others : [];
  const people = picked ?? (only === undefined ? mentions.filter((id) => id !== me) : [only.id]);
  const [isSure, setSure] = useState(false);
  const action = useAction();
  useEffect(() => inSilence(api("urgent", undefined).then(take)), []);
  const call = () =>
    action.run(async () => {
      take(await api("urge", { people: [...people] }, { room, seq }));
      toast(words.called);
      onClose();
    });
  return (
    <Dialog
      title={words.title}
      says={words.says}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            kind={isSure ? "danger" : "primary"}
            busy={action.isBusy}
            disabled={people.length === 0 || left === undefined || left === 0}
            onClick={() => (isSure ? call() : setSure(true))}
          >
            {isSure ? words.sure : words.call(people.length)}
          </Button>
        </>
      }
    >
      {others.length === 0 ? (
        <p>{words.nobody}</p>
      ) : (
        <Boxes
          label={words.whom}
          options={others.map(({ id, name }) => ({ value: id, label: cleanName(name) }))}
          chosen={people}
          onChange={(next) => {
            setPicked(next);
            setSure(false);
          }}
        />
      )}
      {left !== undefined && <p>{left === 0 ? words.none : words.left(left)}</p>}
      <Problem text={action.problem} />
    </Dialog>
  );
}
