/** Who reacted to a message with what, also in the system that it was brought in from. */
import type { TimelineMessage } from "@warbler/sdk";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import { Named, PeopleList, Person } from "./people-list.tsx";

interface ReactionsDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function ReactionsDialog({ message, onClose }: ReactionsDialogProps) {
  const words = useWords();
  // Others go on reacting meanwhile; what is no longer shown is told as it was.
  const shown = useStore(timelineOf(message.room), ({ messages }) => messages.find(({ id }) => id === message.id));
  const { reactions, importedAs } = shown ?? message;
  return (
    <Dialog title={words.message.whoReacted} onClose={onClose}>
      {[...reactions].map(([emoji, people]) => (
        <PeopleList key={emoji} title={emoji} count={people.length}>
          {people.map((id) => (
            <Person key={id} account={id} />
          ))}
        </PeopleList>
      ))}
      {(importedAs?.reactions ?? []).map(({ emoji, count, names }) => (
        <PeopleList key={`imported ${emoji}`} title={`${emoji} ${words.message.imported}`} count={count}>
          {names.map((name, at) => (
            <Named key={at} id={name} name={cleanName(name)} />
          ))}
        </PeopleList>
      ))}
    </Dialog>
  );
}
