/** The choice between a passkey and a printed code. */
import { FileKey2, Fingerprint } from "lucide-react";
import { useId } from "react";
import { hasPasskeys } from "../platform/passkey.ts";
import css from "./level-choice.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

type Means = "passkey" | "code";

interface MeansChoiceProps {
  readonly value: Means;
  readonly onChoose: (means: Means) => void;
}

export function MeansChoice({ value, onChoose }: MeansChoiceProps) {
  const said = useSecurityWords().wizard;
  const name = useId();
  const offered: readonly Means[] = hasPasskeys() ? ["passkey", "code"] : ["code"];
  return (
    <fieldset className={css.levels}>
      <legend>{said.steps[0]}</legend>
      {offered.map((means) => (
        <label key={means} className={css.level}>
          <input type="radio" name={name} checked={means === value} onChange={() => onChoose(means)} />
          <b className={css.title}>
            {means === "passkey" ? <Fingerprint size={17} aria-hidden /> : <FileKey2 size={17} aria-hidden />}
            {said[means]}
          </b>
          <span className={css.says}>{means === "passkey" ? said.passkeySays : said.codeSays}</span>
        </label>
      ))}
    </fieldset>
  );
}
