/** What can be done with the messages that are chosen; it stands where one writes. */

import type { MarkKind } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { Bookmark, Copy, EyeOff, Forward, Trash2, X } from "lucide-react";
import { useEffect } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { copyText } from "../platform/clipboard.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { useMyAccount } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { endSelection, openDialog } from "../state/ui-state.ts";
import { writerNameOf } from "../state/writers.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { dateTime } from "../ui/times.ts";
import { langNow, useWords, wordsNow } from "../words/use-words.ts";
import { isRecallOver } from "./recall-window.ts";
import css from "./selection-bar.module.css";

interface SelectionBarProps {
  readonly room: RoomView;
  readonly chosen: readonly TimelineMessage[];
}

export function SelectionBar({ room, chosen }: SelectionBarProps) {
  const words = useWords();
  const said = words.selection;
  const me = useMyAccount();
  const inOrder = chosen.toSorted((a, b) => a.seq - b.seq);
  const mayRecall =
    chosen.every((message) => message.author.id === me && !isRecallOver(message)) || room.myRole !== "member";
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) endSelection();
    };
    globalThis.addEventListener("keydown", pressed);
    return () => globalThis.removeEventListener("keydown", pressed);
  }, []);
  const markChosen = (kind: MarkKind, done: string) => {
    attempt(markAll(inOrder, kind, done));
    endSelection();
  };
  return (
    <div className={css.bar} role="toolbar" aria-label={said.title}>
      <IconButton label={words.common.cancel} onClick={endSelection}>
        <X size={18} />
      </IconButton>
      <b aria-live="polite">{said.count(chosen.length)}</b>
      <span className={css.actions}>
        <Button disabled={chosen.length === 0} onClick={() => openDialog({ kind: "forward", messages: inOrder })}>
          <Forward size={16} aria-hidden /> {words.message.forward}
        </Button>
        <Button disabled={chosen.length === 0} onClick={() => copyAll(inOrder)}>
          <Copy size={16} aria-hidden /> {words.common.copy}
        </Button>
        <Button disabled={chosen.length === 0} onClick={() => markChosen("saved", said.saved)}>
          <Bookmark size={16} aria-hidden /> {words.message.save}
        </Button>
        <Button disabled={chosen.length === 0} onClick={() => markChosen("hidden", words.message.hidden)}>
          <EyeOff size={16} aria-hidden /> {words.message.hide}
        </Button>
        {mayRecall && (
          <Button
            kind="danger"
            disabled={chosen.length === 0}
            onClick={() => openDialog({ kind: "recall", messages: inOrder })}
          >
            <Trash2 size={16} aria-hidden /> {words.message.recall}
          </Button>
        )}
      </span>
    </div>
  );
}

async function markAll(messages: readonly TimelineMessage[], mark: MarkKind, done: string): Promise<void> {
  await Promise.all(messages.map(({ room, seq }) => engine.ask("setMark", { room, seq, mark }, true)));
  toast(done);
}

/** With who said it and when, as one would quote it elsewhere. */
function copyAll(messages: readonly TimelineMessage[]): void {
  const words = wordsNow();
  const lines = messages.map((message) =>
    words.selection.line(
      writerNameOf(message) ?? words.common.someone,
      dateTime(message.atMs, langNow()),
      message.text,
    ),
  );
  const copying = copyText(lines.join("\n")).then((done) => {
    if (done) toast(words.common.copied);
  });
  attempt(copying);
  endSelection();
}
