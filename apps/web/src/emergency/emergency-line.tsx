/** One emergency in a list: who has or had which role, when, why, and what came of it. */
import type { Emergency } from "@warbler/protocol";
import type { ReactNode } from "react";
import settings from "../settings/settings-page.module.css";
import { useMyAccount, useName } from "../state/people.ts";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { useTakenName } from "./use-taken-name.ts";
import { useEmergencyWords } from "./words/use-emergency-words.ts";

export function EmergencyLine({
  emergency,
  children,
}: {
  readonly emergency: Emergency;
  /** Buttons. */
  readonly children?: ReactNode;
}) {
  const words = useEmergencyWords();
  const lang = useLang();
  const me = useMyAccount();
  const who = useName(emergency.account);
  const endedBy = useName(emergency.endedBy);
  const judgedBy = useName(emergency.judgedBy);
  const role = useTakenName()(emergency);
  const { begunAtMs, untilMs, endedAtMs, state, reason, note } = emergency;
  return (
    <div className={settings.row}>
      <div className={settings.grow}>
        <b>
          {emergency.account === me ? role : words.admin.as(who, role)}
          <span className={settings.tag}>{words.states[state]}</span>
        </b>
        <small>
          {words.times(dateTime(begunAtMs, lang), dateTime(endedAtMs ?? untilMs, lang))}
          {emergency.endedBy !== undefined && ` · ${words.endedBy(endedBy)}`}
        </small>
        <small>{reason}</small>
        {emergency.judgedBy !== undefined && <small>{words.admin.judged(judgedBy, note ?? "")}</small>}
      </div>
      {children}
    </div>
  );
}
