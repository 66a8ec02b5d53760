/** The threads of a room that were answered of late. */
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { threadsStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";
import { openPanel } from "../state/ui-state.ts";
import { PanelBody, PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import { failureText } from "./failure-text.ts";
import { FoundMessage } from "./found-message.tsx";
import { ThreadLine } from "./thread-line.tsx";
import css from "./threads-panel.module.css";

export function ThreadsPanel({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const lang = useLang();
  const [threads, setThreads] = useState<readonly TimelineMessage[]>();
  const [error, setError] = useState<unknown>();
  const unseen = useStore(threadsStore, (all) => all.get(room.id));
  useEffect(() => {
    const asked = { isCurrent: true };
    engine.ask("threads", room.id).then(
      (found) => {
        if (!asked.isCurrent) return;
        setThreads(found);
        setError(undefined);
      },
      (refused: unknown) => asked.isCurrent && setError(refused),
    );
    return () => {
      asked.isCurrent = false;
    };
    // An answer makes its thread the first one.
  }, [room.id, unseen]);
  return (
    <PanelFrame title={words.thread.list} onClose={() => openPanel(undefined)}>
      <PanelBody>
        {error !== undefined && <Problem text={failureText(error, lang)} />}
        {threads?.length === 0 && <PanelEmpty>{words.thread.nothing}</PanelEmpty>}
        {threads?.map((message) => (
          <div key={message.id} className={css.thread}>
            <FoundMessage
              room={room.id}
              seq={message.seq}
              author={message.author.id}
              importedAuthor={message.importedAs?.author}
              atMs={message.atMs}
              text={message.recalled ? words.message.recalledShort : message.text}
            />
            <div className={css.line}>
              <ThreadLine message={message} />
            </div>
          </div>
        ))}
      </PanelBody>
    </PanelFrame>
  );
}
