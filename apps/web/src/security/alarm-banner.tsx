/** What the client noticed that an honest server does not do, in words, until somebody has read it. */
import { type AccountId, ALARM_WORDS } from "@warbler/protocol";
import { ShieldAlert } from "lucide-react";
import { alarmsStore } from "../state/chat-state.ts";
import { useName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./alarm-banner.module.css";

export function AlarmBanner() {
  const words = useWords();
  const lang = useLang();
  const [first, ...others] = useStore(alarmsStore);
  if (first === undefined) return null;
  return (
    <div className={css.alarm} role="alert">
      <ShieldAlert size={22} aria-hidden />
      <div>
        <b>{words.alarms.title}</b>
        <p>
          {first.account !== undefined && <Who account={first.account} />} {ALARM_WORDS[first.kind][lang]}
        </p>
        <p>
          {words.alarms.whatToDo}
          {others.length > 0 && ` ${words.alarms.others(others.length)}`}
        </p>
      </div>
      <Button small onClick={() => alarmsStore.set([])}>
        {words.alarms.read}
      </Button>
    </div>
  );
}

function Who({ account }: { readonly account: AccountId }) {
  return <strong>{useName(account)}:</strong>;
}
