/** Acts that are done, withdrawn or were not approved in time: who asked, who signed, and when. */
import { ACTION_WORDS, type ActRequestAnswer } from "@warbler/protocol";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { useApprovalWords } from "./words/use-approval-words.ts";

const MOST_SHOWN = 50;

export function OldActs({ acts }: { readonly acts: readonly ActRequestAnswer[] }) {
  const words = useApprovalWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const nameOf = (account: ActRequestAnswer["account"]) => cleanName(people.get(account)?.name ?? account);
  if (acts.length === 0) return null;
  return (
    <section aria-labelledby="old-acts-title">
      <h2 id="old-acts-title" className={settings.heading}>
        {words.old}
      </h2>
      <div className={settings.card}>
        {acts.slice(0, MOST_SHOWN).map((act) => (
          <div key={act.id} className={settings.row}>
            <div className={settings.grow}>
              <b>
                {ACTION_WORDS[act.action][lang]}
                <span className={settings.tag}>{words.states[act.state]}</span>
              </b>
              <p className={settings.says}>{words.by(nameOf(act.account), act.reason)}</p>
              <small>
                <Time atMs={act.askedAtMs} /> · {words.signed(act.approvals.length, act.needed)}{" "}
                {act.approvals.map(({ account }) => nameOf(account)).join(", ")}
              </small>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
