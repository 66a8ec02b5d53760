/** Above the box one writes in: whose identity has changed, and that nothing is sent until somebody has looked. */
import { ShieldAlert } from "lucide-react";
import type { RoomView } from "../engine/engine-api.ts";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { openDialog } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./changed-notice.module.css";
import { useChangedPeople } from "./changed-people.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

export function ChangedNotice({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const said = useSecurityWords().safety;
  const people = useStore(peopleStore);
  const changed = useChangedPeople(room);
  const [first] = changed;
  if (first === undefined) return null;
  const names = changed.map((account) => cleanName(people.get(account)?.name ?? words.common.someone));
  return (
    <div className={css.changed} role="alert">
      <ShieldAlert size={20} aria-hidden />
      <p>{said.block(names.join(", "))}</p>
      <Button small kind="primary" onClick={() => openDialog({ kind: "safety-number", account: first })}>
        {said.mayCompare}
      </Button>
    </div>
  );
}
