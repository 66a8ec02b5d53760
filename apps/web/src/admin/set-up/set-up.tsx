/** The first run, as steps that one may take, leave and come back to: the connection, what counts for everybody, people, earlier messages. */
import { Check } from "lucide-react";
import type { ComponentType } from "react";
import { ImportSettings } from "../../imports/import-settings.tsx";
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { ConversationRules } from "../conversations/conversation-rules.tsx";
import { Invitations } from "../invitations/invitations.tsx";
import { placeIn, usePlace } from "../place.ts";
import { Rules } from "../sign-in/sign-in-rules.tsx";
import { Connection } from "./connection.tsx";
import css from "./set-up.module.css";
import { leaveBehind, type Step, useSteps } from "./steps.ts";
import { useSetUpWords } from "./words/use-set-up-words.ts";

const BODIES: Readonly<Record<Step, ComponentType>> = {
  connection: Connection,
  protection: Protection,
  people: Invitations,
  import: ImportSettings,
};

export function SetUp() {
  const words = useSetUpWords();
  const { steps, left } = useSteps();
  const [place] = usePlace().path;
  const step = steps.find((one) => one === place) ?? left[0] ?? steps[0];
  if (step === undefined) return null;
  const at = steps.indexOf(step);
  const Body = BODIES[step];
  return (
    <>
      <ol className={css.steps}>
        {steps.map((one) => (
          <li key={one} aria-current={one === step ? "step" : undefined}>
            <RouteLink to={placeIn("set-up", [one])}>{words.steps[one]}</RouteLink>
            {!left.includes(one) && <Check size={16} aria-label={words.done} />}
          </li>
        ))}
      </ol>
      <h2 className={settings.heading}>
        <span className={settings.tag}>{words.step(at + 1, steps.length)}</span> {words.steps[step]}
      </h2>
      <p className={settings.intro}>{words.says[step]}</p>
      <Body key={step} />
      <Onward step={step} next={steps[at + 1]} isLeft={left.includes(step)} />
    </>
  );
}

interface OnwardProps {
  readonly step: Step;
  readonly next: Step | undefined;
  readonly isLeft: boolean;
}

function Onward({ step, next, isLeft }: OnwardProps) {
  const words = useSetUpWords();
  const onward = () => go(next === undefined ? { page: "home" } : placeIn("set-up", [next]));
  return (
    <div className={css.onward}>
      <div className={settings.buttons}>
        <Button
          kind="primary"
          onClick={() => {
            leaveBehind(step);
            onward();
          }}
        >
          {next === undefined ? words.finish : words.next}
        </Button>
        {isLeft && next !== undefined && <Button onClick={onward}>{words.skip}</Button>}
      </div>
      <p className={settings.says}>{words.later}</p>
    </div>
  );
}

/** What is set for everybody; of sign-in only by whoever may. */
function Protection() {
  const mayAskFactors = useMay("security.configure");
  return (
    <>
      <ConversationRules />
      {mayAskFactors && <Rules />}
    </>
  );
}
