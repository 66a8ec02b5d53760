/** Settings: a role that one takes by oneself in an emergency, where the policy names one for it, and the emergencies of one's own so far. */
import {
  ACTION_WORDS,
  EMERGENCY_LIMITS,
  type Emergency,
  LIMITS,
  type OwnEmergencies,
  type RoleName,
} from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import settings from "../settings/settings-page.module.css";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { useLang } from "../words/use-words.ts";
import css from "./emergency.module.css";
import { EmergencyLine } from "./emergency-line.tsx";
import { look } from "./emergency-state.ts";
import { lengthsUpTo } from "./lengths.ts";
import { useTakenName } from "./use-taken-name.ts";
import { useEmergencyWords } from "./words/use-emergency-words.ts";

type Takeable = OwnEmergencies["roles"][number];

export function TakeRole() {
  const words = useEmergencyWords().take;
  const [own, setOwn] = useState<OwnEmergencies>();
  const load = useCallback(() => {
    api("ownEmergencies", undefined).then(setOwn, () => undefined);
  }, []);
  useEffect(() => {
    load();
    return engine.onEvent(({ type }) => {
      if (type === "emergency" || type === "permissions") load();
    });
  }, [load]);
  if (own === undefined || own.roles.length + own.emergencies.length === 0) return null;
  return (
    <section aria-labelledby="take-role-title">
      <h2 id="take-role-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {own.roles.length > 0 &&
          (own.obstacle === undefined ? (
            <Take roles={own.roles} onTaken={load} />
          ) : (
            <p role="status">{words.obstacles[own.obstacle]}</p>
          ))}
        {own.emergencies.length > 0 && <Before emergencies={own.emergencies} />}
      </div>
    </section>
  );
}

function Before({ emergencies }: { readonly emergencies: readonly Emergency[] }) {
  const words = useEmergencyWords().take;
  return (
    <div role="group" aria-label={words.before}>
      {emergencies.map((one) => (
        <EmergencyLine key={one.id} emergency={one} />
      ))}
    </div>
  );
}

function Take({ roles, onTaken }: { readonly roles: readonly Takeable[]; readonly onTaken: () => void }) {
  const words = useEmergencyWords().take;
  const lang = useLang();
  const nameOf = useTakenName();
  const [chosen, setChosen] = useState<RoleName>();
  const [length, setLength] = useState<string>();
  const [reason, setReason] = useState("");
  const action = useAction();
  const takeable = roles.find(({ role }) => role === chosen) ?? roles[0];
  if (takeable === undefined) return null;
  const lengths = lengthsUpTo(takeable.forMs);
  const forMs = lengths.find((one) => String(one) === length) ?? lengths[0] ?? EMERGENCY_LIMITS.minMs;
  const take = () =>
    action.run(async () => {
      await api("beginEmergency", { role: takeable.role, forMs, reason: reason.trim() });
      setReason("");
      toast(words.taken);
      look();
      onTaken();
    });
  return (
    <form
      className={settings.card}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <Select
        label={words.role}
        value={takeable.role}
        options={roles.map((one) => ({ value: one.role, label: nameOf(one) }))}
        onChoose={setChosen}
      />
      <div>
        <b>{words.lets}</b>
        <ul className={css.lets}>
          {takeable.may.map((one) => (
            <li key={one}>{ACTION_WORDS[one][lang]}</li>
          ))}
        </ul>
      </div>
      <Select
        label={words.howLong}
        value={String(forMs)}
        options={lengths.map((ms) => ({ value: String(ms), label: words.minutes(ms / 60_000) }))}
        onChoose={setLength}
      />
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        value={reason}
        maxLength={LIMITS.reasonChars}
        onText={setReason}
      />
      <Problem text={action.problem} />
      <div className={settings.buttons}>
        <Button
          type="submit"
          kind="danger"
          busy={action.isBusy}
          disabled={reason.trim().length < EMERGENCY_LIMITS.reasonMinChars}
        >
          {words.take}
        </Button>
      </div>
    </form>
  );
}
