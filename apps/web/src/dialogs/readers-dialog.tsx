/** Who has read up to a message, and who has not. */
import type { AccountId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useChatRules } from "../chat/use-chat-rules.ts";
import { useMembers } from "../state/members.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import { PeopleList, Person } from "./people-list.tsx";

const SAYS = { optional: "says", required: "required", forbidden: "forbidden" } as const;

interface ReadersDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function ReadersDialog({ message, onClose }: ReadersDialogProps) {
  const words = useWords();
  const members = useMembers(message.room).filter(({ id }) => id !== message.author.id);
  const readers = useStore(timelineOf(message.room), (timeline) => timeline.readers);
  const hasRead = (id: AccountId) => (readers.get(id) ?? 0) >= message.seq;
  const lists = [
    { title: words.readers.read, people: members.filter(({ id }) => hasRead(id)) },
    { title: words.readers.unread, people: members.filter(({ id }) => !hasRead(id)) },
  ];
  const rules = useChatRules();
  if (rules === undefined) return null;
  const isHiding = rules.receipts === "optional" && !rules.sharesReceipts;
  const isShown = rules.receipts !== "forbidden" && !isHiding;
  const says = isHiding ? words.readers.hiding : words.readers[SAYS[rules.receipts]];
  return (
    <Dialog title={words.readers.title} says={says} onClose={onClose}>
      {isShown &&
        lists.map(({ title, people }) => (
          <PeopleList key={title} title={title} count={people.length}>
            {people.map(({ id }) => (
              <Person key={id} account={id} />
            ))}
          </PeopleList>
        ))}
    </Dialog>
  );
}
