/** The panel at the side. */
import type { RoomId } from "@warbler/protocol";
import { useRoom } from "../state/people.ts";
import type { Panel } from "../state/ui-state.ts";
import { MembersPanel } from "./members-panel.tsx";
import { PinsPanel } from "./pins-panel.tsx";
import { SavedPanel } from "./saved-panel.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { ThreadPanel } from "./thread-panel.tsx";
import { ThreadsPanel } from "./threads-panel.tsx";

export function SidePanel({ room, panel }: { readonly room: RoomId | undefined; readonly panel: Panel }) {
  if (panel.kind === "saved") return <SavedPanel />;
  return room === undefined ? null : <RoomPanel room={room} panel={panel} />;
}

interface RoomPanelProps {
  readonly room: RoomId;
  readonly panel: Exclude<Panel, { kind: "saved" }>;
}

function RoomPanel({ room: id, panel }: RoomPanelProps) {
  const room = useRoom(id);
  if (room === undefined) return null;
  switch (panel.kind) {
    case "members":
      return <MembersPanel room={room} />;
    case "pins":
      return <PinsPanel room={room} />;
    case "search":
      return <SearchPanel room={room} first={panel} />;
    case "threads":
      return <ThreadsPanel room={room} />;
    case "thread":
      return <ThreadPanel key={panel.root} room={room} opened={panel} />;
  }
}
