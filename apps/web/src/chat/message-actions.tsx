/** What can be done with a message: the few common things at hand, the others in a menu. */

import type { TimelineMessage } from "@warbler/sdk";
import { CornerUpLeft, EllipsisVertical, MessageSquareText, SmilePlus } from "lucide-react";
import { Suspense } from "react";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { answer, openPanel, writingPlaceOf } from "../state/ui-state.ts";
import { IconButton } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { Menu } from "../ui/menu.tsx";
import { useWords } from "../words/use-words.ts";
import { EmojiButton } from "./emoji-button.tsx";
import css from "./message-actions.module.css";

const MessageMenu = lazy(async () => ({ default: (await import("./message-menu.tsx")).MessageMenu }));

interface MessageActionsProps {
  readonly message: TimelineMessage;
  readonly inThread: boolean;
}

export function MessageActions({ message, inThread }: MessageActionsProps) {
  const words = useWords();
  const said = words.message;
  const place = writingPlaceOf(message, inThread);
  return (
    <div className={css.bar}>
      <EmojiButton
        label={said.react}
        onEmoji={(emoji) => attempt(engine.ask("react", message.room, message.id, emoji, false))}
      >
        <SmilePlus size={17} />
      </EmojiButton>
      <IconButton small label={said.reply} keys="R" onClick={() => answer(place, message)}>
        <CornerUpLeft size={17} />
      </IconButton>
      {!inThread && (
        <IconButton
          small
          label={said.openThread}
          keys="T"
          onClick={() => openPanel({ kind: "thread", root: message.thread ?? message.id })}
        >
          <MessageSquareText size={17} />
        </IconButton>
      )}
      <Menu
        trigger={
          <IconButton small label={said.more}>
            <EllipsisVertical size={17} />
          </IconButton>
        }
      >
        <Suspense>
          <MessageMenu message={message} place={place} />
        </Suspense>
      </Menu>
    </div>
  );
}
