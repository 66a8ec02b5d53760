/** People that the directory told of; one who was here before it is said to be the same person. */
import type { AccountId, ApiAnswer, DirectoryAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import items from "../../ui/item-list.module.css";
import { join } from "../../ui/join.ts";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import css from "./directory.module.css";
import { useDirectoryWords } from "./words/use-directory-words.ts";

type Listed = ApiAnswer<"directoryPeople">["people"][number];

export function DirectoryPeople({ counts }: { readonly counts: DirectoryAnswer["people"] }) {
  const words = useDirectoryWords();
  const lang = useLang();
  const mayLink = useMay("directory.configure");
  const [people, setPeople] = useState<readonly Listed[]>([]);
  const [error, setError] = useState<unknown>();
  const [linking, setLinking] = useState<Listed>();
  const load = useCallback(async () => setPeople((await api("directoryPeople", undefined)).people), []);
  // What is counted changes with what is listed.
  useEffect(() => void load().catch(setError), [load, counts]);
  return (
    <section aria-labelledby="directory-people">
      <h2 id="directory-people" className={settings.heading}>
        {words.people}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.counts(counts.all, counts.waiting, counts.inactive)}</p>
        {error !== undefined && <Problem text={failureText(error, lang)} />}
        {people.length > 0 && (
          <ul className={join(items.items, css.list)} aria-labelledby="directory-people">
            {people.map((one) => (
              <li key={one.entry}>
                <div className={settings.grow}>
                  <b dir="auto">{cleanName(one.name)}</b>
                  <small>
                    {one.userName} · {!one.active ? words.inactive : one.joined ? words.joined : words.waiting}
                  </small>
                </div>
                {mayLink && !one.joined && one.active && (
                  <Button small onClick={() => setLinking(one)}>
                    {words.link}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {linking !== undefined && <LinkDialog person={linking} onClose={() => setLinking(undefined)} onDone={load} />}
    </section>
  );
}

interface LinkDialogProps {
  readonly person: Listed;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

function LinkDialog({ person: { entry, name, userName }, onClose, onDone }: LinkDialogProps) {
  const words = useDirectoryWords();
  const { common } = useWords();
  const [chosen, setChosen] = useState<readonly AccountId[]>([]);
  const action = useAction();
  const [account] = chosen;
  const link = () =>
    action.run(async () => {
      if (account === undefined) return;
      await api("linkDirectoryEntry", { account }, { entry });
      await onDone();
      onClose();
    });
  return (
    <Dialog
      title={words.linkTitle(`${cleanName(name)} (${userName})`)}
      says={words.linkSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={account === undefined} onClick={link}>
            {words.linkVerb}
          </Button>
        </>
      }
    >
      <PeoplePicker single chosen={chosen} onChange={setChosen} withMe peopleOnly />
      <GuardedProblem action={action} />
    </Dialog>
  );
}
