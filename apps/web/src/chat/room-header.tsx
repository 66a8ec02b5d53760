/** The room's name, its people, and what can be done with the room. */

import type { AccountId } from "@warbler/protocol";
import {
  BellOff,
  BellRing,
  CalendarDays,
  ChevronLeft,
  EllipsisVertical,
  LockKeyhole,
  LogOut,
  PencilLine,
  Pin,
  Search,
  ShieldCheck,
  UserPlus,
  Users,
} from "lucide-react";
import type { RoomView } from "../engine/engine-api.ts";
import { go } from "../platform/location.ts";
import { presenceStore } from "../state/chat-state.ts";
import { useRoomName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { openDialog, openPanel, panelStore } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import { useWords } from "../words/use-words.ts";
import { mute, useIsMuted } from "./mute.ts";
import css from "./room-header.module.css";

export function RoomHeader({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const said = words.room;
  const name = useRoomName(room);
  const panel = useStore(panelStore);
  const isMuted = useIsMuted(room.id);
  const presence = useStore(presenceStore, (all) => (room.other === undefined ? undefined : all.get(room.other)));
  const toggle = (kind: "members" | "pins") => openPanel(panel?.kind === kind ? undefined : { kind });
  const isGroup = room.kind === "group";
  return (
    <header className={css.header}>
      <span className={css.back}>
        <IconButton label={words.common.back} onClick={() => go({ page: "home" })}>
          <ChevronLeft size={22} />
        </IconButton>
      </span>
      <Avatar id={room.other ?? room.id} name={name} size={34} {...(presence !== undefined && { presence })} />
      <div className={css.title}>
        <h1 dir="auto">{name}</h1>
        <p dir="auto">
          {isGroup ? room.topic || said.people(room.memberCount) : words.presence[presence ?? "offline"]}
        </p>
      </div>
      <div className={css.tools}>
        <IconButton
          label={said.search}
          keys="Ctrl F"
          pressed={panel?.kind === "search"}
          onClick={() => openPanel(panel?.kind === "search" ? undefined : { kind: "search", text: "", inRoom: true })}
        >
          <Search size={18} />
        </IconButton>
        <span className={css.roomy}>
          <IconButton label={said.pins} pressed={panel?.kind === "pins"} onClick={() => toggle("pins")}>
            <Pin size={18} />
          </IconButton>
        </span>
        {isGroup && (
          <IconButton
            label={said.people(room.memberCount)}
            pressed={panel?.kind === "members"}
            onClick={() => toggle("members")}
          >
            <Users size={18} />
          </IconButton>
        )}
        <Menu
          trigger={
            <IconButton label={said.more}>
              <EllipsisVertical size={18} />
            </IconButton>
          }
        >
          {isGroup && room.myRole !== "member" && (
            <MenuItem icon={<UserPlus size={16} />} onChoose={() => openDialog({ kind: "add-people", room: room.id })}>
              {said.addPeople}
            </MenuItem>
          )}
          {isGroup && room.myRole !== "member" && (
            <MenuItem
              icon={<PencilLine size={16} />}
              onChoose={() => openDialog({ kind: "describe-room", room: room.id })}
            >
              {said.describe}
            </MenuItem>
          )}
          {room.other !== undefined && <SafetyItem account={room.other} />}
          {room.myRole === "owner" && room.successor === undefined && (
            <MenuItem
              icon={<LockKeyhole size={16} />}
              onChoose={() => openDialog({ kind: "change-level", room: room.id })}
            >
              {words.protection.change}
            </MenuItem>
          )}
          <MenuItem icon={<Pin size={16} />} onChoose={() => openPanel({ kind: "pins" })}>
            {said.pins}
          </MenuItem>
          <MenuItem
            icon={<CalendarDays size={16} />}
            onChoose={() => openDialog({ kind: "jump-to-date", room: room.id })}
          >
            {said.jumpToDate}
          </MenuItem>
          <MenuItem
            icon={isMuted ? <BellRing size={16} /> : <BellOff size={16} />}
            onChoose={() => mute(room.id, !isMuted)}
          >
            {isMuted ? said.unmute : said.mute}
          </MenuItem>
          {isGroup && (
            <>
              <MenuLine />
              <MenuItem
                danger
                icon={<LogOut size={16} />}
                onChoose={() => openDialog({ kind: "leave-room", room: room.id })}
              >
                {said.leave}
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
    </header>
  );
}

function SafetyItem({ account }: { readonly account: AccountId }) {
  const words = useWords();
  return (
    <MenuItem icon={<ShieldCheck size={16} />} onChoose={() => openDialog({ kind: "safety-number", account })}>
      {words.safety.title}
    </MenuItem>
  );
}
