/** A conversation that was moved to another level goes on in another room: says so on both sides. */
import type { RoomId } from "@warbler/protocol";
import type { RoomView } from "../engine/engine-api.ts";
import { go } from "../platform/location.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./continued.module.css";

export function Continued({ room }: { readonly room: RoomView }) {
  const words = useWords().room;
  const { successor } = room;
  if (successor === undefined) return null;
  return (
    <div className={css.continued} role="status">
      <p>{words.continued}</p>
      <Button kind="primary" onClick={() => go({ page: "room", room: successor })}>
        {words.goThere}
      </Button>
    </div>
  );
}

/** Where a room begins that continues another one: the way back, while one is in both. */
export function ContinuedFrom({ predecessor }: { readonly predecessor: RoomId }) {
  const words = useWords().room;
  const before = useRoom(predecessor);
  return (
    <p>
      {words.continues}{" "}
      {before !== undefined && (
        <Button small onClick={() => go({ page: "room", room: before.id })}>
          {words.goBack}
        </Button>
      )}
    </p>
  );
}
