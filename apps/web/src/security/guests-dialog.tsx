/** Asks before the first message that guests of a room read: once for each of them, and room. */
import { type GuestsQuestion, guestsQuestionsStore } from "../state/guests.ts";
import { nameOf } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

const MOST_NAMES = 5;

/** The question that waits, if one does. A dialog that sends something has it in itself. */
export function GuestsAsked() {
  const question = useStore(guestsQuestionsStore, ([first]) => first);
  return question !== undefined && <GuestsDialog key={question.room} question={question} />;
}

function GuestsDialog({ question: { guests, answer } }: { readonly question: GuestsQuestion }) {
  const words = useWords();
  const said = useSecurityWords().guests;
  const names = guests?.slice(0, MOST_NAMES).map((id) => nameOf(id) ?? words.common.someone) ?? [];
  const cancel = () => answer(false);
  return (
    <Dialog
      title={guests === undefined ? said.unknownTitle : said.title}
      says={guests === undefined ? said.unknownSays : said.says(names, guests.length - names.length)}
      onClose={cancel}
      foot={
        <>
          <Button onClick={cancel}>{words.common.cancel}</Button>
          <Button kind="primary" onClick={() => answer(true)}>
            {words.composer.send}
          </Button>
        </>
      }
    >
      <p>{guests === undefined ? said.unknownOnce : said.once}</p>
    </Dialog>
  );
}
