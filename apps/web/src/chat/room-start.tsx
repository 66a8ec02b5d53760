/** Where a room begins. */
import type { RoomId } from "@warbler/protocol";
import { Suspense } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { useRoom, useRoomName } from "../state/people.ts";
import { openDialog } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./room-start.module.css";

const ContinuedFrom = lazy(async () => ({ default: (await import("./continued.tsx")).ContinuedFrom }));

export function RoomStart({ room: id }: { readonly room: RoomId }) {
  const room = useRoom(id);
  return room === undefined ? null : <Start room={room} />;
}

function Start({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const lang = useLang();
  const name = useRoomName(room);
  return (
    <div className={css.start}>
      <Avatar id={room.other ?? room.id} name={name} size={56} />
      <h2>{name}</h2>
      <p>
        {room.kind === "direct" ? words.room.directStart(name) : words.room.start(dateTime(room.createdAtMs, lang))}
      </p>
      <Suspense>{room.predecessor !== undefined && <ContinuedFrom predecessor={room.predecessor} />}</Suspense>
      {room.kind === "group" && room.myRole !== "member" && (
        <Button small onClick={() => openDialog({ kind: "add-people", room: room.id })}>
          {words.room.addPeople}
        </Button>
      )}
    </div>
  );
}
