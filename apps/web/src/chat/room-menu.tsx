/** What can be done with a room. */
import {
  Bell,
  BellOff,
  CalendarDays,
  LockKeyhole,
  LogOut,
  MessageSquareText,
  PencilLine,
  Pin,
  ShieldCheck,
  UserPlus,
} from "lucide-react";
import type { RoomView } from "../engine/engine-api.ts";
import { useIsGuest } from "../state/people.ts";
import { openDialog, openPanel } from "../state/ui-state.ts";
import { MenuItem, MenuLine } from "../ui/menu.tsx";
import { useWords } from "../words/use-words.ts";
import { useIsMuted } from "./mute.ts";

export function RoomMenu({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const said = words.room;
  const isMuted = useIsMuted(room.id);
  const isGroup = room.kind === "group";
  const isGuest = useIsGuest();
  const { other } = room;
  return (
    <>
      {isGroup && room.myRole !== "member" && !isGuest && (
        <MenuItem icon={<UserPlus size={16} />} onChoose={() => openDialog({ kind: "add-people", room: room.id })}>
          {said.addPeople}
        </MenuItem>
      )}
      {isGroup && room.myRole !== "member" && (
        <MenuItem icon={<PencilLine size={16} />} onChoose={() => openDialog({ kind: "describe-room", room: room.id })}>
          {said.describe}
        </MenuItem>
      )}
      {other !== undefined && (
        <MenuItem
          icon={<ShieldCheck size={16} />}
          onChoose={() => openDialog({ kind: "safety-number", account: other })}
        >
          {words.safety.title}
        </MenuItem>
      )}
      {room.myRole === "owner" && room.successor === undefined && !isGuest && (
        <MenuItem icon={<LockKeyhole size={16} />} onChoose={() => openDialog({ kind: "change-level", room: room.id })}>
          {words.protection.change}
        </MenuItem>
      )}
      <MenuItem icon={<Pin size={16} />} onChoose={() => openPanel({ kind: "pins" })}>
        {said.pins}
      </MenuItem>
      <MenuItem icon={<MessageSquareText size={16} />} onChoose={() => openPanel({ kind: "threads" })}>
        {words.thread.list}
      </MenuItem>
      <MenuItem icon={<CalendarDays size={16} />} onChoose={() => openDialog({ kind: "jump-to-date", room: room.id })}>
        {said.jumpToDate}
      </MenuItem>
      <MenuItem
        icon={isMuted ? <BellOff size={16} /> : <Bell size={16} />}
        onChoose={() => openDialog({ kind: "mute", room: room.id })}
      >
        {words.mute.open}
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
    </>
  );
}
