/** What can be done with a message: the few common things at hand, the others in a menu. */

import type { TimelineMessage } from "@warbler/sdk";
import {
  Copy,
  CornerUpLeft,
  EllipsisVertical,
  Eye,
  Forward,
  Link,
  MessageSquareText,
  Pencil,
  Pin,
  PinOff,
  ShieldCheck,
  SmilePlus,
  Trash2,
} from "lucide-react";
import { copyText } from "../platform/clipboard.ts";
import { engine } from "../platform/engine.ts";
import { pathOf } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { useMyAccount, useRoom } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { answer, edit, openDialog, openPanel } from "../state/ui-state.ts";
import { IconButton } from "../ui/button.tsx";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import { useWords, wordsNow } from "../words/use-words.ts";
import { EmojiButton } from "./emoji-button.tsx";
import css from "./message-actions.module.css";

interface MessageActionsProps {
  readonly message: TimelineMessage;
  readonly inThread: boolean;
}

export function MessageActions({ message, inThread }: MessageActionsProps) {
  const words = useWords();
  const said = words.message;
  const me = useMyAccount();
  const role = useRoom(message.room)?.myRole;
  const isMine = message.author.id === me;
  const mayRecall = isMine || role === "owner" || role === "moderator";
  return (
    <div className={css.bar}>
      <EmojiButton
        label={said.react}
        onEmoji={(emoji) => attempt(engine.ask("react", message.room, message.id, emoji, false))}
      >
        <SmilePlus size={17} />
      </EmojiButton>
      <IconButton small label={said.reply} keys="R" onClick={() => answer(message.room, message)}>
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
        {isMine && (
          <MenuItem icon={<Pencil size={16} />} onChoose={() => edit(message.room, message)}>
            {said.edit}
          </MenuItem>
        )}
        <MenuItem icon={<Copy size={16} />} onChoose={() => copied(message.text)}>
          {said.copyText}
        </MenuItem>
        <MenuItem icon={<Link size={16} />} onChoose={() => copied(linkTo(message))}>
          {said.copyLink}
        </MenuItem>
        <MenuItem icon={<Forward size={16} />} onChoose={() => openDialog({ kind: "forward", message })}>
          {said.forward}
        </MenuItem>
        <MenuItem
          icon={message.pinned ? <PinOff size={16} /> : <Pin size={16} />}
          onChoose={() => attempt(engine.ask("pin", message.room, message.id, message.pinned))}
        >
          {message.pinned ? said.unpin : said.pin}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Eye size={16} />} onChoose={() => openDialog({ kind: "readers", message })}>
          {said.whoRead}
        </MenuItem>
        <MenuItem icon={<ShieldCheck size={16} />} onChoose={() => openDialog({ kind: "proof", message })}>
          {said.prove}
        </MenuItem>
        {mayRecall && (
          <>
            <MenuLine />
            <MenuItem danger icon={<Trash2 size={16} />} onChoose={() => openDialog({ kind: "recall", message })}>
              {said.recall}
            </MenuItem>
          </>
        )}
      </Menu>
    </div>
  );
}

export function linkTo({ room, seq }: TimelineMessage): string {
  return new URL(pathOf({ page: "room", room, seq }), location.origin).href;
}

function copied(text: string): void {
  const copying = copyText(text).then((done) => {
    if (done) toast(wordsNow().common.copied);
  });
  attempt(copying);
}
