/** The organisation, the rooms, and oneself. */
import { CirclePlus, MessageCirclePlus, MessageSquareText, Search, Settings, UserPlus } from "lucide-react";
import { memo, type ReactNode, useMemo } from "react";
import type { Me, RoomView } from "../engine/engine-api.ts";
import { go, useIsHere } from "../platform/location.ts";
import { useIsNarrow } from "../platform/screen.ts";
import { draftsStore, peopleStore, presenceStore, roomsStore } from "../state/chat-state.ts";
import { useUnreadFrom } from "../state/marks.ts";
import { cleanName, roomNameNow, useRoomName } from "../state/people.ts";
import { useMay, useMayNot } from "../state/permissions.ts";
import { useStore } from "../state/store.ts";
import { useUnseen } from "../state/threads.ts";
import { openDialog } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { join } from "../ui/join.ts";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import { shortTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Beginnings } from "./beginnings.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { plainText } from "./markdown.tsx";
import { useIsMuted } from "./mute.ts";
import css from "./sidebar.module.css";

export const Sidebar = memo(function Sidebar({ me }: { readonly me: Me }) {
  const words = useWords();
  const said = words.sidebar;
  const mayInvite = useMay("people.invite");
  const mayNotBegin = useMayNot("room.create") && !mayInvite;
  return (
    <nav className={css.sidebar} aria-label={said.label}>
      <header className={css.head}>
        <img src="/icon.svg" alt="" width={30} height={30} />
        <h2 dir="auto">{me.organisation}</h2>
        {!mayNotBegin && <NewMenu mayInvite={mayInvite} />}
      </header>
      <button type="button" className={css.find} onClick={() => openDialog({ kind: "switcher" })}>
        <Search size={16} aria-hidden />
        <span>{said.find}</span>
        <kbd>{isMac() ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <ConnectionBanner />
      <RoomList />
      <footer className={css.foot}>
        <AccountMenu me={me} />
        <IconButton label={said.settings} onClick={() => go({ page: "settings", section: "appearance" })}>
          <Settings size={18} />
        </IconButton>
      </footer>
    </nav>
  );
});

function NewMenu({ mayInvite }: { readonly mayInvite: boolean }) {
  const said = useWords().sidebar;
  return (
    <Menu
      align="start"
      trigger={
        <IconButton label={said.create}>
          <CirclePlus size={20} />
        </IconButton>
      }
    >
      <MenuItem icon={<MessageCirclePlus size={16} />} onChoose={() => openDialog({ kind: "new-room" })}>
        {said.newRoom}
      </MenuItem>
      <MenuItem icon={<UserPlus size={16} />} onChoose={() => openDialog({ kind: "new-direct" })}>
        {said.newDirect}
      </MenuItem>
      {mayInvite && (
        <>
          <MenuLine />
          <MenuItem icon={<UserPlus size={16} />} onChoose={() => openDialog({ kind: "invite" })}>
            {said.invite}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function RoomList() {
  const words = useWords();
  const rooms = useStore(roomsStore);
  const isNarrow = useIsNarrow();
  const sorted = useMemo(
    () =>
      [...rooms.values()].sort(
        (a, b) => lastMoment(b) - lastMoment(a) || roomNameNow(a, words).localeCompare(roomNameNow(b, words)),
      ),
    [rooms, words],
  );
  const groups = sorted.filter(({ kind }) => kind === "group");
  const direct = sorted.filter(({ kind }) => kind === "direct");
  if (sorted.length === 0)
    return (
      <div className={css.empty}>
        <p>{words.sidebar.empty}</p>
        {isNarrow && <Beginnings />}
      </div>
    );
  return (
    <div className={css.scroll}>
      <Section name={words.sidebar.rooms}>{groups.map(rowFor)}</Section>
      <Section name={words.sidebar.direct}>{direct.map(rowFor)}</Section>
    </div>
  );
}

function Section({ name, children }: { readonly name: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <h3 className={css.section}>{name}</h3>
      <ul>{children}</ul>
    </section>
  );
}

const rowFor = (room: RoomView) => <RoomRow key={room.id} room={room} />;

/** The engine tells of a room whole, so one that is the same looks the same. */
const RoomRow = memo(function RoomRow({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const lang = useLang();
  const name = useRoomName(room);
  const isMuted = useIsMuted(room.id);
  const isHere = useIsHere(room.id);
  const hasDraft = useStore(draftsStore, (drafts) => drafts.has(room.id)) && !isHere;
  const presence = useStore(presenceStore, (all) => (room.other === undefined ? undefined : all.get(room.other)));
  const isLeftUnread = useUnreadFrom(room.id) !== undefined;
  const isUnread = room.unread > 0 || isLeftUnread;
  const unseen = useUnseen(room.id);
  const path = { page: "room", room: room.id } as const;
  return (
    <li>
      <a
        href={`/rooms/${room.id}`}
        className={join(css.room, isHere && css.here, isUnread && !isMuted && css.unread)}
        aria-current={isHere ? "page" : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go(path);
        }}
      >
        <Avatar id={room.other ?? room.id} name={name} size={36} {...(presence !== undefined && { presence })} />
        <span className={css.name} dir="auto">
          {name}
        </span>
        {room.preview !== undefined && <time className={css.time}>{shortTime(room.preview.atMs, lang)}</time>}
        <span className={css.preview}>
          {hasDraft && <b className={css.draft}>{words.sidebar.draft} </b>}
          <Preview room={room} />
        </span>
        {!isUnread && unseen > 0 && (
          <span
            className={join(css.badge, isMuted && css.silent)}
            role="img"
            aria-label={words.thread.newReplies(unseen)}
            title={words.thread.newReplies(unseen)}
          >
            <MessageSquareText size={12} /> {unseen}
          </span>
        )}
        {isUnread && (
          <span
            className={join(css.badge, room.unreadMentions > 0 && css.mention, isMuted && css.silent)}
            role="img"
            aria-label={
              room.unreadMentions > 0
                ? words.sidebar.mentions(room.unreadMentions)
                : room.unread > 0
                  ? words.sidebar.unread(room.unread)
                  : words.sidebar.leftUnread
            }
          >
            {room.unreadMentions > 0
              ? `@${room.unreadMentions}`
              : room.unread > 99
                ? "99+"
                : room.unread > 0
                  ? room.unread
                  : "•"}
          </span>
        )}
      </a>
    </li>
  );
});

function Preview({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const { preview } = room;
  const here = useStore(peopleStore, (people) => preview && people.get(preview.author)?.name);
  if (preview === undefined) return words.sidebar.people(room.memberCount);
  if (preview.recalled) return words.message.recalledShort;
  const said = preview.unreadable
    ? words.message.unreadableShort
    : preview.text === "" && preview.files > 0
      ? words.files.some(preview.files)
      : plainText(preview.text);
  if (room.kind === "direct") return said;
  const name = preview.importedAuthor ?? here;
  return name === undefined ? said : `${cleanName(name)}: ${said}`;
}

function lastMoment(room: RoomView): number {
  return room.preview?.atMs ?? room.createdAtMs;
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
