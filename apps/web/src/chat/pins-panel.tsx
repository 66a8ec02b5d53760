/** What the room wants to be found. */
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { openPanel } from "../state/ui-state.ts";
import { PanelBody, PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { useWords } from "../words/use-words.ts";
import { FoundMessage } from "./found-message.tsx";

export function PinsPanel({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const [pins, setPins] = useState<readonly TimelineMessage[]>();
  // Pinning and unpinning changes a message that is shown.
  const shownPins = useStore(timelineOf(room.id), ({ messages }) => messages.filter(({ pinned }) => pinned).length);
  useEffect(() => {
    const asked = { isCurrent: true };
    engine.ask("pins", room.id).then(
      (found) => asked.isCurrent && setPins(found),
      () => asked.isCurrent && setPins([]),
    );
    return () => {
      asked.isCurrent = false;
    };
  }, [room.id, shownPins]);
  return (
    <PanelFrame title={words.room.pins} onClose={() => openPanel(undefined)}>
      <PanelBody>
        {pins?.length === 0 && <PanelEmpty>{words.room.noPins}</PanelEmpty>}
        {pins?.map((message) => (
          <FoundMessage
            key={message.id}
            room={room.id}
            seq={message.seq}
            author={message.author.id}
            importedAuthor={message.importedAs?.author}
            atMs={message.atMs}
            text={message.text}
          />
        ))}
      </PanelBody>
    </PanelFrame>
  );
}
