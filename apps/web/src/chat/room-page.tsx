/** One room: who is in it, how it is protected, what was said, and where one writes. */
import type { RoomId } from "@warbler/protocol";
import { type DragEvent, memo, Suspense, useEffect, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { attempt } from "../state/attempt.ts";
import { peopleStore, typingStore } from "../state/chat-state.ts";
import { setMark, unreadFromNow } from "../state/marks.ts";
import { useMyAccount, useRoom } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { endSelection, selectionStore } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import { Composer } from "./composer.tsx";
import { beginsBelow, firstReadSeq, lineIn, showLine } from "./first-unread.ts";
import { wishStore } from "./navigate.ts";
import { ProtectionBanner } from "./protection-banner.tsx";
import { RoomHeader } from "./room-header.tsx";
import css from "./room-page.module.css";
import { openTimeline } from "./room-timeline.ts";
import { Timeline } from "./timeline.tsx";
import { addUploads } from "./uploads.ts";

/** What stands around the messages is made once, and not again when they come. */
const Head = memo(RoomHeader);
const Banner = memo(ProtectionBanner);
const Box = memo(Composer);
const Continued = lazy(async () => ({ default: (await import("./continued.tsx")).Continued }));
const SelectionBar = lazy(async () => ({ default: (await import("./selection-bar.tsx")).SelectionBar }));
const TroubleNotice = lazy(async () => ({ default: (await import("../security/trouble-notice.tsx")).TroubleNotice }));
const ChangedNotice = lazy(async () => ({ default: (await import("../security/changed-notice.tsx")).ChangedNotice }));

interface RoomPageProps {
  readonly room: RoomId;
  readonly seq: number | undefined;
}

export function RoomPage({ room: id, seq }: RoomPageProps) {
  const room = useRoom(id);
  const words = useWords();
  if (room === undefined) return <p className={css.lost}>{words.room.lost}</p>;
  return <OpenRoom key={id} room={room} seq={seq} />;
}

function OpenRoom({ room, seq }: { readonly room: RoomView; readonly seq: number | undefined }) {
  const words = useWords();
  const me = useMyAccount() ?? "";
  const [readSeq] = useState(firstReadSeq(room));
  const [isPlaced, setPlaced] = useState(false);
  const status = useStore(timelineOf(room.id), (timeline) => {
    if (isPlaced || timeline.status !== "ready") return timeline.status;
    const isThere = timeline.reachesEnd && !beginsBelow(timeline, lineIn(timeline, readSeq, me));
    return isThere ? "ready" : "loading";
  });
  // What was left unread counts as seen once the room is opened again.
  useEffect(() => {
    const seq = unreadFromNow(room.id);
    if (seq !== undefined) setMark({ room: room.id, seq, mark: "unread" }, false);
    return endSelection;
  }, [room.id]);
  const [isDropping, setDropping] = useState(false);
  const chosen = useStore(selectionStore, (selection) => (selection?.room === room.id ? selection.chosen : undefined));
  useEffect(() => {
    const opened = openTimeline(room.id).then(async () => {
      if (seq !== undefined) wishStore.set({ room: room.id, seq });
      else if (timelineOf(room.id).get().status === "ready") await showLine(room.id, readSeq, me);
      setPlaced(true);
    });
    attempt(opened);
  }, [room.id, seq, readSeq, me]);

  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setDropping(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    addUploads(room.id, room.id, [...event.dataTransfer.files]);
  };
  return (
    <section
      className={css.room}
      onDragOver={over}
      onDragLeave={(event) => event.currentTarget === event.target && setDropping(false)}
      onDrop={drop}
    >
      <Head room={room} />
      <Banner room={room} />
      {status === "failed" ? (
        <div className={css.failed}>
          <p>{words.timeline.failed}</p>
          <Button onClick={() => attempt(openTimeline(room.id))}>{words.common.tryAgain}</Button>
        </div>
      ) : status === "loading" ? (
        <div className={css.failed} aria-busy="true" />
      ) : (
        <Timeline room={room.id} readSeq={readSeq} isJumping={seq !== undefined} />
      )}
      <TypingLine room={room.id} />
      {room.trouble !== undefined && (
        <Suspense>
          <TroubleNotice room={room.id} trouble={room.trouble} />
        </Suspense>
      )}
      {room.level !== "sealed" && (
        <Suspense>
          <ChangedNotice room={room} />
        </Suspense>
      )}
      {chosen !== undefined ? (
        <Suspense>
          <SelectionBar room={room} chosen={[...chosen.values()]} />
        </Suspense>
      ) : room.successor === undefined ? (
        <Box room={room} />
      ) : (
        <Suspense>
          <Continued room={room} />
        </Suspense>
      )}
      {isDropping && <div className={css.drop}>{words.files.drop}</div>}
    </section>
  );
}

function TypingLine({ room }: { readonly room: RoomId }) {
  const words = useWords();
  const typing = useStore(typingStore).filter((one) => one.room === room);
  const people = useStore(peopleStore, (all) => (typing.length === 0 ? undefined : all));
  const names = typing.map(({ account }) => people?.get(account)?.name ?? words.common.someone);
  return (
    <p className={css.typing} aria-live="polite">
      {names.length > 0 && words.room.typing(names)}
    </p>
  );
}
