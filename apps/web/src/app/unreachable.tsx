/** Nobody is signed in and the server does not answer. */
import { Door } from "../account/door.tsx";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";

export function Unreachable() {
  const words = useWords();
  const action = useAction();
  return (
    <Door title={words.connection.offline} says={words.connection.unreachable}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          action.run(() => engine.ask("look"));
        }}
      >
        <Button type="submit" kind="primary" wide busy={action.isBusy}>
          {words.connection.retryNow}
        </Button>
      </form>
    </Door>
  );
}
