/** Sends a message on to another room, as a quotation under the forwarder's name; its files go with it. */
import type { RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { Check } from "lucide-react";
import { useState } from "react";
import { engine } from "../platform/engine.ts";
import { roomsStore } from "../state/chat-state.ts";
import { roomNameNow, useName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
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

interface ForwardDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function ForwardDialog({ message, onClose }: ForwardDialogProps) {
  const words = useWords();
  const lang = useLang();
  const author = useName(message.author.id);
  const rooms = useStore(roomsStore);
  const [target, setTarget] = useState<RoomId>();
  const [comment, setComment] = useState("");
  const action = useAction();
  const source = rooms.get(message.room);
  const chosen = target === undefined ? undefined : rooms.get(target);
  const weakens = source !== undefined && chosen?.level === "sealed" && source.level !== "sealed";
  const forward = () =>
    action.run(async () => {
      if (target === undefined) return;
      const quoted = message.text.split("\n").map((line) => `> ${line}`);
      const head = words.forward.head(author, dateTime(message.atMs, lang));
      const text = [comment.trim(), `> **${head}**`, ">", ...quoted].filter((line, at) => at > 0 || line !== "");
      await engine.ask("send", target, { text: text.join("\n"), attachments: message.attachments });
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
          .filter(({ id }) => id !== message.room)
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
      <Problem text={action.problem} />
    </Dialog>
  );
}
