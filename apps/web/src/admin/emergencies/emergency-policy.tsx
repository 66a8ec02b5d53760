/** Who may take which role by themselves in an emergency, and for how long: part of the policy, tried out and saved as all of it. */
import {
  type AccountId,
  EMERGENCY_LIMITS,
  type EmergencyRule,
  type PolicyDocument,
  type RoleName,
} from "@warbler/protocol";
import { useMemo, useState } from "react";
import { lengthsUpTo } from "../../emergency/lengths.ts";
import { useEmergencyWords } from "../../emergency/words/use-emergency-words.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Boxes } from "../../ui/field.tsx";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { Select } from "../../ui/select.tsx";
import { useLang } from "../../words/use-words.ts";
import { tagOf } from "../../words/words.ts";
import { SavePolicy } from "../roles/save-policy.tsx";
import type { PolicyState } from "../roles/use-policy.ts";
import { type RoleNames, useRoleNames } from "../roles/use-role-names.ts";

interface EmergencyPolicyProps {
  readonly policy: PolicyState;
  readonly document: PolicyDocument;
}

export function EmergencyPolicy({ policy, document }: EmergencyPolicyProps) {
  const words = useEmergencyWords().policy;
  const mayChange = useMay("policy.change");
  const roles = useRoleNames();
  const [rules, setRules] = useState<readonly EmergencyRule[]>();
  const [isAdding, setAdding] = useState(false);
  const next = useMemo(() => ({ ...document, emergency: [...(rules ?? document.emergency)] }), [document, rules]);
  const done = () => {
    setRules(undefined);
    setAdding(false);
  };
  return (
    <section aria-labelledby="emergency-policy-title">
      <h2 id="emergency-policy-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {next.emergency.length === 0 && <p>{words.none}</p>}
        {next.emergency.map((rule) => (
          <div key={rule.role} className={settings.row}>
            <Rule rule={rule} roles={roles} />
            {mayChange && (
              <Button small onClick={() => setRules(next.emergency.filter((one) => one !== rule))}>
                {words.remove(roles.of(rule.role))}
              </Button>
            )}
          </div>
        ))}
        {mayChange && !isAdding && next.emergency.length < EMERGENCY_LIMITS.rules && (
          <div className={settings.buttons}>
            <Button onClick={() => setAdding(true)}>{words.add}</Button>
          </div>
        )}
        {isAdding && (
          <NewRule
            roles={roles}
            onAdd={(rule) => {
              setRules([...next.emergency.filter(({ role }) => role !== rule.role), rule]);
              setAdding(false);
            }}
            onCancel={() => setAdding(false)}
          />
        )}
        {rules !== undefined && !isAdding && <SavePolicy policy={policy} next={next} onDone={done} onCancel={done} />}
      </div>
    </section>
  );
}

function Rule({
  rule: { role, byRoles, byPeople, forMs },
  roles,
}: {
  readonly rule: EmergencyRule;
  readonly roles: RoleNames;
}) {
  const words = useEmergencyWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const who = [
    ...byRoles.map((one) => roles.of(one)),
    ...byPeople.map((one) => cleanName(people.get(one)?.name ?? one)),
  ];
  const listed = new Intl.ListFormat(tagOf(lang), { type: "unit", style: "short" }).format(who);
  return (
    <div className={settings.grow}>
      <b>{words.policy.rule(roles.of(role), words.take.minutes(forMs / 60_000))}</b>
      <small>{words.policy.by(listed)}</small>
    </div>
  );
}

interface NewRuleProps {
  readonly roles: RoleNames;
  readonly onAdd: (rule: EmergencyRule) => void;
  readonly onCancel: () => void;
}

const LENGTHS = lengthsUpTo();
/** What nobody takes, or nobody is by whom others could be named. */
const NEVER: readonly RoleName[] = ["owner", "trainer", "member", "guest"];

function NewRule({ roles, onAdd, onCancel }: NewRuleProps) {
  const words = useEmergencyWords();
  const [role, setRole] = useState<RoleName>("security-officer");
  const [length, setLength] = useState(String(EMERGENCY_LIMITS.minMs * 4));
  const [byRoles, setByRoles] = useState<readonly RoleName[]>([]);
  const [byPeople, setByPeople] = useState<readonly AccountId[]>([]);
  const forMs = LENGTHS.find((one) => String(one) === length) ?? EMERGENCY_LIMITS.minMs;
  const named = (all: readonly RoleName[]) => all.map((value) => ({ value, label: roles.of(value) }));
  return (
    <div role="group" aria-label={words.policy.add} className={settings.card}>
      <Select
        label={words.policy.role}
        value={role}
        options={named(roles.all.filter((one) => !NEVER.includes(one)))}
        onChoose={setRole}
      />
      <Select
        label={words.policy.atMost}
        value={length}
        options={LENGTHS.map((ms) => ({ value: String(ms), label: words.take.minutes(ms / 60_000) }))}
        onChoose={setLength}
      />
      <Boxes
        label={words.policy.byRoles}
        options={named(roles.all.filter((one) => one !== "guest" && one !== role))}
        chosen={byRoles}
        onChange={setByRoles}
      />
      <div role="group" aria-label={words.policy.byPeople}>
        <b>{words.policy.byPeople}</b>
        <PeoplePicker chosen={byPeople} onChange={setByPeople} withMe peopleOnly />
      </div>
      <div className={settings.buttons}>
        <Button
          kind="primary"
          disabled={byRoles.length + byPeople.length === 0}
          onClick={() => onAdd({ role, forMs, byRoles: [...byRoles], byPeople: [...byPeople] })}
        >
          {words.policy.done}
        </Button>
        <Button onClick={onCancel}>{words.policy.giveUp}</Button>
      </div>
    </div>
  );
}
