/** Everything that can be done with a message besides the few common things. */
import type { MarkKind } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import {
  BellRing,
  Bookmark,
  BookmarkX,
  Copy,
  Eye,
  EyeOff,
  Flag,
  Forward,
  Link,
  ListChecks,
  MailOpen,
  Pencil,
  Pin,
  PinOff,
  ShieldCheck,
  Smile,
  Trash2,
} from "lucide-react";
import { copyText } from "../platform/clipboard.ts";
import { engine } from "../platform/engine.ts";
import { pathOf } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { setMark, useIsSaved } from "../state/marks.ts";
import { useIsGuest, useMyAccount, useRoom } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { edit, openDialog, select, type WritingPlace } from "../state/ui-state.ts";
import { isWrittenBy } from "../state/writers.ts";
import { MenuItem, MenuLine } from "../ui/menu.tsx";
import { span } from "../ui/times.ts";
import { useLang, useWords, wordsNow } from "../words/use-words.ts";
import { isRecallOver, mayEdit } from "./recall-window.ts";

interface MessageMenuProps {
  readonly message: TimelineMessage;
  /** Where it is changed. */
  readonly place: WritingPlace;
}

export function MessageMenu({ message, place }: MessageMenuProps) {
  const said = useWords().message;
  const { room, seq } = message;
  const me = useMyAccount();
  const role = useRoom(room)?.myRole;
  const isSaved = useIsSaved(room, seq);
  const isMine = isWrittenBy(me, message);
  const isGuest = useIsGuest();
  const moderates = role === "owner" || role === "moderator";
  const mayRecall = message.author.id === me || moderates;
  const mark = (kind: MarkKind, done: string) => {
    setMark({ room, seq, mark: kind }, true);
    toast(done);
  };
  return (
    <>
      {mayEdit(me, message) && (
        <MenuItem icon={<Pencil size={16} />} onChoose={() => edit(place, message)}>
          {said.edit}
        </MenuItem>
      )}
      {isMine && !isGuest && (
        <MenuItem icon={<BellRing size={16} />} onChoose={() => openDialog({ kind: "urgent", message })}>
          {said.urgent}
        </MenuItem>
      )}
      <MenuItem icon={<Copy size={16} />} onChoose={() => copied(message.text)}>
        {said.copyText}
      </MenuItem>
      <MenuItem icon={<Link size={16} />} onChoose={() => copied(linkTo(message))}>
        {said.copyLink}
      </MenuItem>
      <MenuItem icon={<Forward size={16} />} onChoose={() => openDialog({ kind: "forward", messages: [message] })}>
        {said.forward}
      </MenuItem>
      <MenuItem icon={<ListChecks size={16} />} onChoose={() => select(message)}>
        {said.select}
      </MenuItem>
      <MenuLine />
      <MenuItem
        icon={isSaved ? <BookmarkX size={16} /> : <Bookmark size={16} />}
        onChoose={() => setMark({ room, seq, mark: "saved" }, !isSaved)}
      >
        {isSaved ? said.unsave : said.save}
      </MenuItem>
      <MenuItem icon={<MailOpen size={16} />} onChoose={() => mark("unread", said.markedUnread)}>
        {said.markUnread}
      </MenuItem>
      <MenuItem
        icon={message.pinned ? <PinOff size={16} /> : <Pin size={16} />}
        onChoose={() => attempt(engine.ask("pin", room, message.id, message.pinned))}
      >
        {message.pinned ? said.unpin : said.pin}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Eye size={16} />} onChoose={() => openDialog({ kind: "readers", message })}>
        {said.whoRead}
      </MenuItem>
      {message.reactions.size + (message.importedAs?.reactions?.length ?? 0) > 0 && (
        <MenuItem icon={<Smile size={16} />} onChoose={() => openDialog({ kind: "reactions", message })}>
          {said.whoReacted}
        </MenuItem>
      )}
      <MenuItem icon={<ShieldCheck size={16} />} onChoose={() => openDialog({ kind: "proof", message })}>
        {said.prove}
      </MenuItem>
      {message.author.id !== me && !message.unreadable && (
        <MenuItem icon={<Flag size={16} />} onChoose={() => openDialog({ kind: "report", message })}>
          {said.report}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon={<EyeOff size={16} />} onChoose={() => mark("hidden", said.hidden)}>
        {said.hide}
      </MenuItem>
      {mayRecall && <Recall message={message} isOver={!moderates && isRecallOver(message)} />}
    </>
  );
}

function Recall({ message, isOver }: { readonly message: TimelineMessage; readonly isOver: boolean }) {
  const said = useWords().message;
  const lang = useLang();
  const { recallUntilMs: untilMs = 0, atMs } = message;
  return (
    <MenuItem
      danger
      disabled={isOver}
      icon={<Trash2 size={16} />}
      onChoose={() => openDialog({ kind: "recall", messages: [message] })}
    >
      {isOver ? (untilMs <= atMs ? said.recallNever : said.recallOver(span(untilMs - atMs, lang))) : said.recall}
    </MenuItem>
  );
}

function linkTo({ room, seq }: TimelineMessage): string {
  return new URL(pathOf({ page: "room", room, seq }), location.origin).href;
}

function copied(text: string): void {
  const copying = copyText(text).then((done) => {
    if (done) toast(wordsNow().common.copied);
  });
  attempt(copying);
}
