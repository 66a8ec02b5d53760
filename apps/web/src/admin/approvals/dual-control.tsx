/** Which acts are under dual control, and how many others must sign each. Changed like every part of the policy. */
import { ACTION_WORDS, APPROVAL_KEYS, DUAL_ACTIONS, LIMITS } from "@warbler/protocol";
import { useMemo, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Select } from "../../ui/select.tsx";
import { useLang } from "../../words/use-words.ts";
import { SavePolicy } from "../roles/save-policy.tsx";
import { usePolicy } from "../roles/use-policy.ts";
import { countOf, type Dual, keysIn, withCount, withUsual } from "./dual-marks.ts";
import { useApprovalWords } from "./words/use-approval-words.ts";

const COUNTS = Array.from({ length: LIMITS.dualApprovals + 1 }, (_, count) => String(count));

export function DualControl() {
  const words = useApprovalWords().dual;
  const lang = useLang();
  const mayChange = useMay("policy.change");
  const policy = usePolicy();
  const [dual, setDual] = useState<Dual>();
  const document = policy.now?.document;
  const next = useMemo(() => document && { ...document, dual: [...(dual ?? document.dual)] }, [document, dual]);
  const done = () => setDual(undefined);
  return (
    <section aria-labelledby="dual-title">
      <h2 id="dual-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        <Problem text={policy.error === undefined ? undefined : failureText(policy.error, lang)} />
        {next !== undefined &&
          DUAL_ACTIONS.map((action) => (
            <div key={action} className={settings.row}>
              <p className={settings.grow}>{ACTION_WORDS[action][lang]}</p>
              {mayChange ? (
                <Select
                  bare
                  label={words.needs(ACTION_WORDS[action][lang])}
                  value={String(countOf(next.dual, action))}
                  options={COUNTS.map((value) => ({ value, label: words.count(Number(value)) }))}
                  onChoose={(count) => setDual(withCount(next.dual, action, Number(count)))}
                />
              ) : (
                <span>{words.count(countOf(next.dual, action))}</span>
              )}
            </div>
          ))}
        {next !== undefined && next.dual.length > 0 && mayChange && (
          <Select
            label={words.keys}
            value={keysIn(next.dual)}
            options={APPROVAL_KEYS.map((value) => ({ value, label: words.keyChoices[value] }))}
            onChoose={(keys) => setDual(next.dual.map((one) => ({ ...one, keys })))}
          />
        )}
        {next !== undefined && mayChange && dual === undefined && (
          <div className={settings.buttons}>
            <Button onClick={() => setDual(withUsual(next.dual))}>{words.all}</Button>
          </div>
        )}
        {next !== undefined && dual !== undefined && (
          <SavePolicy policy={policy} next={next} onDone={done} onCancel={done} />
        )}
      </div>
    </section>
  );
}
