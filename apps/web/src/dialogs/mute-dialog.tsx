/** What one room may tell of while one looks elsewhere, and for how long it is to be silent. */
import type { RoomId } from "@warbler/protocol";
import { useState } from "react";
import { levelOf, mute, type RoomNotify, setLevel, useIsMuted } from "../chat/mute.ts";
import type { RoomView } from "../engine/engine-api.ts";
import { nowMs } from "../platform/clock.ts";
import { settingsStore } from "../platform/settings.ts";
import { useRoom, useRoomName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices } from "../ui/field.tsx";
import { useWords } from "../words/use-words.ts";

const HOUR_MS = 3_600_000;
const LASTS = ["no", "hour", "evening", "week", "forever"] as const;
type Lasts = (typeof LASTS)[number];

interface MuteDialogProps {
  readonly room: RoomId;
  readonly onClose: () => void;
}

export function MuteDialog({ room: id, onClose }: MuteDialogProps) {
  const room = useRoom(id);
  return room === undefined ? null : <Levels room={room} onClose={onClose} />;
}

function Levels({ room, onClose }: { readonly room: RoomView; readonly onClose: () => void }) {
  const words = useWords();
  const said = words.mute;
  const name = useRoomName(room);
  const isMuted = useIsMuted(room.id);
  const [lasts, setLasts] = useState<Lasts | "kept">(isMuted ? "kept" : "no");
  const level = useStore(settingsStore, (settings) => levelOf(settings, room.id));
  const save = () => {
    if (lasts !== "kept") mute(room.id, lasts !== "no", durationMs(lasts));
    onClose();
  };
  return (
    <Dialog
      title={said.title(name)}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" onClick={save}>
            {words.common.save}
          </Button>
        </>
      }
    >
      <Choices<RoomNotify>
        label={words.settings.notify}
        value={level}
        options={[
          { value: "default", label: said.asElsewhere },
          { value: "all", label: words.settings.notifyAll },
          { value: "mentions", label: words.settings.notifyMentions },
          { value: "off", label: words.settings.notifyOff },
        ]}
        onChoose={(value) => setLevel(room.id, value)}
      />
      <Choices<Lasts | "kept">
        label={said.silence}
        value={lasts}
        options={[
          ...(isMuted ? [{ value: "kept" as const, label: said.kept }] : []),
          ...LASTS.map((value) => ({ value, label: said.for[value] })),
        ]}
        onChoose={setLasts}
      />
    </Dialog>
  );
}

/** Undefined: until it is taken back. */
function durationMs(lasts: Lasts): number | undefined {
  switch (lasts) {
    case "hour":
      return HOUR_MS;
    case "evening":
      return new Date(nowMs()).setHours(24, 0, 0, 0) - nowMs();
    case "week":
      return 7 * 24 * HOUR_MS;
    case "no":
    case "forever":
      return undefined;
  }
}
