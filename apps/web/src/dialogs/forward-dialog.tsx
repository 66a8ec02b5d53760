/** Sends messages on to another room, as one record of quotations under the forwarder's name; their files go with them. */

import type { RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { Check } from "lucide-react";
import { useState } from "react";
import { sendMessage } from "../chat/send-message.ts";
import { GuestsAsked } from "../security/guests-dialog.tsx";
import { roomsStore } from "../state/chat-state.ts";
import { roomNameNow } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { endSelection } from "../state/ui-state.ts";
import { writerNameOf } from "../state/writers.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { join } from "../ui/join.ts";
import picker from "../ui/people-picker.module.css";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

/** One message holds no more. */
const LONGEST = 16_000;

interface ForwardDialogProps {
  readonly messages: readonly TimelineMessage[];
  readonly onClose: () => void;
}

export function ForwardDialog({ messages, onClose }: ForwardDialogProps) {
  const words = useWords();
  const lang = useLang();
  const rooms = useStore(roomsStore);
  const [target, setTarget] = useState<RoomId>();
  const [comment, setComment] = useState("");
  const [isTooLong, setTooLong] = useState(false);
  const action = useAction();
  const from = messages[0]?.room;
  const source = from === undefined ? undefined : rooms.get(from);
  const chosen = target === undefined ? undefined : rooms.get(target);
  const weakens = source !== undefined && chosen?.level === "sealed" && source.level !== "sealed";
  const forward = () =>
    action.run(async () => {
      if (target === undefined) return;
      const quoted = messages.map((message) => {
        const author = writerNameOf(message) ?? words.common.someone;
        const head = words.forward.head(author, dateTime(message.atMs, lang));
        return [`**${head}**`, "", ...message.text.split("\n")].map((line) => `> ${line}`).join("\n");
      });
      const text = [comment.trim(), ...quoted].filter((part) => part !== "").join("\n\n");
      if (text.length > LONGEST) return setTooLong(true);
      const attachments = messages.flatMap((message) => message.attachments);
      if (!(await sendMessage(target, { take: () => ({ text, attachments }) }))) return;
      endSelection();
      onClose();
      toast(words.forward.done);
    });
  return (
    <Dialog
      title={words.forward.title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            kind={weakens ? "danger" : "primary"}
            busy={action.isBusy}
            disabled={target === undefined}
            onClick={forward}
          >
            {words.message.forward}
          </Button>
        </>
      }
    >
      <ul className={picker.list} aria-label={words.sidebar.rooms}>
        {[...rooms.values()]
          .filter(({ id }) => id !== from)
          .map((room) => {
            const name = roomNameNow(room, words);
            return (
              <li key={room.id}>
                <button
                  type="button"
                  className={join(picker.person, room.id === target && picker.isChosen)}
                  aria-pressed={room.id === target}
                  onClick={() => setTarget(room.id)}
                >
                  <Avatar id={room.other ?? room.id} name={name} size={30} />
                  <span>
                    <b dir="auto">{name}</b>
                    <small>{words.protection.levels[room.level]}</small>
                  </span>
                  {room.id === target && <Check size={18} aria-hidden />}
                </button>
              </li>
            );
          })}
      </ul>
      <TextField label={words.forward.comment} value={comment} maxLength={2_000} onText={setComment} />
      {weakens && <Problem text={words.forward.weakens} />}
      <Problem text={isTooLong ? words.forward.tooLong : action.problem} />
      <GuestsAsked />
    </Dialog>
  );
}
