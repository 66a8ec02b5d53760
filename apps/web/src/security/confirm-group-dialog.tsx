/** Who is in a room now, and who vouches for them: this device goes on with these people only when its person says so. */
import type { RoomId } from "@warbler/protocol";
import type { RoleOf, UnconfirmedGroup } from "@warbler/sdk";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { useName, useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./confirm-group.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

export function ConfirmGroupDialog({ room: id, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const trouble = useRoom(id)?.trouble;
  return trouble?.kind === "unconfirmed" ? <Confirm room={id} shown={trouble} onClose={onClose} /> : null;
}

interface ConfirmProps {
  readonly room: RoomId;
  readonly shown: UnconfirmedGroup;
  readonly onClose: () => void;
}

function Confirm({ room, shown, onClose }: ConfirmProps) {
  const said = useSecurityWords().trouble;
  const action = useAction();
  const by = useName(shown.by);
  const confirm = () =>
    action.run(async () => {
      await engine.ask("acceptGroup", room, shown);
      onClose();
    });
  return (
    <Dialog
      title={said.confirmTitle}
      says={shown.isReset ? said.vouchesAnew(by) : said.vouches(by)}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{said.notNow}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={confirm}>
            {said.confirm}
          </Button>
        </>
      }
    >
      <People title={said.newcomers} people={shown.newcomers} />
      <People title={said.changed} people={shown.changed} />
      <p className={css.first}>{said.compareFirst}</p>
      <Problem text={action.problem} />
    </Dialog>
  );
}

function People({ title, people }: { readonly title: string; readonly people: readonly RoleOf[] }) {
  if (people.length === 0) return null;
  return (
    <section className={css.people}>
      <h3>{title}</h3>
      <ul>
        {people.map((one) => (
          <Someone key={one.account} {...one} />
        ))}
      </ul>
    </section>
  );
}

function Someone({ account, role }: RoleOf) {
  const words = useWords();
  return (
    <li>
      <b>{useName(account)}</b> <span>{words.timeline.roles[role]}</span>
    </li>
  );
}
