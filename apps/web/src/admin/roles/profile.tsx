/** Whether duties are kept apart: the standard profile, or three officers. */
import { POLICY_PROFILES, type PolicyDocument } from "@warbler/protocol";
import { useMemo, useState } from "react";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Choices } from "../../ui/field.tsx";
import { SavePolicy } from "./save-policy.tsx";
import type { PolicyState } from "./use-policy.ts";
import { useRoleWords } from "./words/use-role-words.ts";

interface ProfileProps {
  readonly policy: PolicyState;
  readonly document: PolicyDocument;
}

export function Profile({ policy, document }: ProfileProps) {
  const words = useRoleWords().profile;
  const mayChange = useMay("policy.change");
  const [chosen, setChosen] = useState<PolicyDocument["profile"]>();
  const profile = chosen ?? document.profile;
  const next = useMemo(() => ({ ...document, profile }), [document, profile]);
  return (
    <section aria-labelledby="profile-title">
      <h2 id="profile-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {mayChange ? (
          <Choices
            label={words.label}
            value={profile}
            options={POLICY_PROFILES.map((value) => ({ value, label: words.names[value] }))}
            onChoose={setChosen}
          />
        ) : (
          <p>{words.names[document.profile]}</p>
        )}
        {profile !== document.profile && (
          <SavePolicy
            policy={policy}
            next={next}
            onDone={() => setChosen(undefined)}
            onCancel={() => setChosen(undefined)}
          />
        )}
      </div>
    </section>
  );
}
