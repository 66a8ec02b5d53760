/** On the first page: that steps of setting up are left, and the way back to them. */
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { Button } from "../../ui/button.tsx";
import { placeIn } from "../place.ts";
import { leaveBehind, useSteps } from "./steps.ts";
import { useSetUpWords } from "./words/use-set-up-words.ts";

export function SetUpReminder() {
  const words = useSetUpWords();
  const { left } = useSteps();
  const [next] = left;
  if (next === undefined) return null;
  return (
    <div className={settings.card}>
      <p>{words.welcome(left.length)}</p>
      <div className={settings.buttons}>
        <Button kind="primary" onClick={() => go(placeIn("set-up", [next]))}>
          {words.goOn}
        </Button>
        <Button onClick={() => leaveBehind(...left)}>{words.dismiss}</Button>
      </div>
    </div>
  );
}
