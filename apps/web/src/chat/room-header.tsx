/** The room's name, its people, and what can be done with the room. */
import { ChevronLeft, EllipsisVertical, Pin, Search, Users } from "lucide-react";
import { Suspense } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { go } from "../platform/location.ts";
import { presenceStore } from "../state/chat-state.ts";
import { useStatus } from "../state/own-status.ts";
import { useRoomName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { useUnseen } from "../state/threads.ts";
import { openPanel, panelStore } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { Menu } from "../ui/menu.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./room-header.module.css";

const ThreadsButton = lazy(async () => ({ default: (await import("./threads-button.tsx")).ThreadsButton }));
const RoomMenu = lazy(async () => ({ default: (await import("./room-menu.tsx")).RoomMenu }));

export function RoomHeader({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const said = words.room;
  const name = useRoomName(room);
  const panel = useStore(panelStore);
  const status = useStatus(room.other);
  const presence = useStore(presenceStore, (all) => (room.other === undefined ? undefined : all.get(room.other)));
  const unseen = useUnseen(room.id);
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
          {isGroup
            ? room.topic || said.people(room.memberCount)
            : [words.presence[presence ?? "offline"], status].filter(Boolean).join(" · ")}
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
        {unseen > 0 && (
          <Suspense>
            <ThreadsButton unseen={unseen} />
          </Suspense>
        )}
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
          <Suspense>
            <RoomMenu room={room} />
          </Suspense>
        </Menu>
      </div>
    </header>
  );
}
