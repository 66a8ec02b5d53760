/** Under a message that could not be sent: why, and what can be done. */
import { CircleAlert } from "lucide-react";
import type { PendingView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import { putBack } from "./draft.ts";
import css from "./message-row.module.css";
import { sendAgain } from "./send-message.ts";

interface FailedMessageProps {
  readonly pending: PendingView;
  readonly says: string;
}

export function FailedMessage({ pending, says }: FailedMessageProps) {
  const said = useWords().message;
  const { id, room, thread, text, replyTo, attachments } = pending;
  const successor = useRoom(room)?.successor;
  const discard = () => engine.ask("discard", id);
  /** Back into the box; of a room that goes on elsewhere, into the box there. */
  const rewrite = async () => {
    if (successor === undefined) await putBack({ room, thread }, { text, ...(replyTo !== undefined && { replyTo }) });
    else await putBack({ room: successor }, { text });
    await discard();
    if (successor !== undefined) go({ page: "room", room: successor });
  };
  return (
    <div className={css.failure} role="alert">
      <span className={css.why}>
        <CircleAlert size={16} aria-hidden /> {says}
      </span>
      <Button small onClick={() => attempt(sendAgain(pending))}>
        {said.retry}
      </Button>
      {/* Files do not go back into the box. */}
      {attachments.length === 0 && (
        <Button small onClick={() => attempt(rewrite())}>
          {said.edit}
        </Button>
      )}
      <Button small kind="quiet" onClick={() => attempt(discard())}>
        {said.discard}
      </Button>
    </div>
  );
}
