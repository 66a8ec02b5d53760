/** A conversation that was moved to another level goes on in another room: says so on both sides. */
import type { RoomView } from "../engine/engine-api.ts";
import { go } from "../platform/location.ts";
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
