/** What one wants to come back to, of all rooms. */
import type { TimelineMessage } from "@warbler/sdk";
import { BookmarkX } from "lucide-react";
import { useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { marksStore, roomsStore } from "../state/chat-state.ts";
import { setMark } from "../state/marks.ts";
import { roomNameNow } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { openPanel } from "../state/ui-state.ts";
import { IconButton } from "../ui/button.tsx";
import { PanelBody, PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { useWords } from "../words/use-words.ts";
import { FoundMessage } from "./found-message.tsx";
import css from "./saved-panel.module.css";

export function SavedPanel() {
  const words = useWords();
  const rooms = useStore(roomsStore);
  const marks = useStore(marksStore);
  const [saved, setSaved] = useState<readonly TimelineMessage[]>();
  useEffect(() => {
    const asked = { isCurrent: true };
    engine.ask("savedMessages").then(
      (found) => asked.isCurrent && setSaved(found),
      () => asked.isCurrent && setSaved([]),
    );
    return () => {
      asked.isCurrent = false;
    };
    // Each mark that is set or taken back is a new map.
  }, [marks]);
  return (
    <PanelFrame title={words.saved.title} onClose={() => openPanel(undefined)}>
      <PanelBody>
        {saved?.length === 0 && <PanelEmpty>{words.saved.nothing}</PanelEmpty>}
        {saved?.map(({ id, room, seq, author, importedAs, atMs, text, attachments }) => {
          const view = rooms.get(room);
          return (
            <div key={id} className={css.saved}>
              <FoundMessage
                room={room}
                seq={seq}
                author={author.id}
                importedAuthor={importedAs?.author}
                atMs={atMs}
                text={text || words.files.some(attachments.length)}
                {...(view !== undefined && { roomName: roomNameNow(view, words) })}
              />
              <IconButton
                small
                label={words.message.unsave}
                onClick={() => setMark({ room, seq, mark: "saved" }, false)}
              >
                <BookmarkX size={16} />
              </IconButton>
            </div>
          );
        })}
      </PanelBody>
    </PanelFrame>
  );
}
