/** Opens the conversation with one person. */
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PeoplePicker } from "../ui/people-picker.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useAction } from "./use-action.ts";

export function NewDirectDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const action = useAction();
  return (
    <Dialog title={words.newDirect.title} says={words.newDirect.says} onClose={onClose}>
      <PeoplePicker
        single
        chosen={[]}
        onChange={([account]) => {
          if (account === undefined) return;
          action.run(async () => {
            const room = await engine.ask("directRoom", account);
            onClose();
            go({ page: "room", room });
          });
        }}
      />
      <Problem text={action.problem} />
    </Dialog>
  );
}
