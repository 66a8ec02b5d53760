/** Search over what the server may read, with an honest word on what that is. */
import { type AccountId, type RoomId, SEARCHED_PARTS, type SearchedPart } from "@warbler/protocol";
import type { FoundMessages } from "@warbler/sdk";
import { useEffect, useState } from "react";
import type { RoomView, SearchQuery } from "../engine/engine-api.ts";
import { after } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { peopleStore, roomsStore } from "../state/chat-state.ts";
import { roomNameNow } from "../state/people.ts";
import { openPanel } from "../state/ui-state.ts";
import { Choices, TextField } from "../ui/field.tsx";
import { PanelBody, PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { langNow, useWords, wordsNow } from "../words/use-words.ts";
import { failureText } from "./failure-text.ts";
import { FoundMessage } from "./found-message.tsx";
import css from "./search-panel.module.css";

const QUIET_MS = 250;
const MOST_HITS = 60;

interface SearchPanelProps {
  readonly room: RoomView;
  readonly first: { readonly text: string; readonly inRoom: boolean };
}

export function SearchPanel({ room, first }: SearchPanelProps) {
  const words = useWords();
  const [text, setText] = useState(first.text);
  const [where, setWhere] = useState<"room" | "all">(first.inRoom ? "room" : "all");
  const [found, setFound] = useState<FoundMessages>();
  const [problem, setProblem] = useState<string>();
  const read = readQuery(text);
  useEffect(() => {
    setProblem(undefined);
    const query = readQuery(text);
    if (query.text === "") {
      setFound(undefined);
      return undefined;
    }
    const asked = { isCurrent: true };
    const cancel = after(QUIET_MS, () => {
      engine.ask("search", { ...(where === "room" && { room: room.id }), ...query, limit: MOST_HITS }).then(
        (answer) => asked.isCurrent && setFound(answer),
        (error: unknown) => asked.isCurrent && setProblem(failureText(error, langNow())),
      );
    });
    return () => {
      asked.isCurrent = false;
      cancel();
    };
  }, [text, where, room.id]);
  const lit = read.text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replaceAll('"', ""))
    .filter(Boolean);
  return (
    <PanelFrame title={words.search.title} onClose={() => openPanel(undefined)}>
      <div className={css.form}>
        <TextField
          label={words.search.label}
          type="search"
          value={text}
          autoFocus
          maxLength={200}
          hint={words.search.hint}
          problem={problem}
          onText={setText}
        />
        <Choices
          label={words.search.where}
          value={where}
          options={[
            { value: "room", label: words.search.thisRoom },
            { value: "all", label: words.search.allRooms },
          ]}
          onChoose={setWhere}
        />
      </div>
      <PanelBody>
        <p className={css.scope} aria-live="polite">
          {found !== undefined && words.search.scope(found.hits.length, found.more, found.scope)}
        </p>
        {found?.hits.length === 0 && <PanelEmpty>{words.search.nothing}</PanelEmpty>}
        {found?.hits.map((hit) => (
          <FoundMessage
            key={hit.id}
            room={hit.room}
            seq={hit.seq}
            author={hit.author.id}
            importedAuthor={hit.importedAuthor}
            atMs={hit.atMs}
            text={hit.text}
            lit={lit}
            {...(where === "all" && { roomName: hit.roomName })}
          />
        ))}
      </PanelBody>
    </PanelFrame>
  );
}

/** `in:kitchen from:anna before:2026-03-01 after:2026-01-01 加密`: filters are taken out of the words. */
export function readQuery(text: string): SearchQuery {
  const filters: { from?: AccountId; room?: RoomId; has?: SearchedPart; beforeMs?: number; afterMs?: number } = {};
  const rest = text.replaceAll(/(from|in|has|before|after):(\S+)/g, (whole, name: string, value: string) => {
    if (name === "from") {
      const person = personCalled(value.replace(/^@/, "").toLowerCase());
      if (person === undefined) return whole;
      filters.from = person;
      return "";
    }
    if (name === "has") {
      const part = SEARCHED_PARTS.find((one) => one === value.toLowerCase());
      if (part === undefined) return whole;
      filters.has = part;
      return "";
    }
    if (name === "in") {
      const room = roomCalled(value.toLowerCase());
      if (room === undefined) return whole;
      filters.room = room;
      return "";
    }
    const atMs = Date.parse(`${value}T00:00`);
    if (Number.isNaN(atMs)) return whole;
    if (name === "before") filters.beforeMs = atMs;
    else filters.afterMs = atMs;
    return "";
  });
  return { text: rest.trim(), ...filters };
}

function personCalled(wanted: string): AccountId | undefined {
  const people = [...peopleStore.get().values()];
  return people.find(({ handle, name }) => handle.toLowerCase() === wanted || name.toLowerCase() === wanted)?.id;
}

/** Names have spaces, filters have none: the first room whose name begins so is meant. */
function roomCalled(wanted: string): RoomId | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/\s+/g, "");
  const rooms = [...roomsStore.get().values()];
  return rooms.find((room) => plain(roomNameNow(room, wordsNow())).startsWith(plain(wanted)))?.id;
}
