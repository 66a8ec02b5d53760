/** Hours in which nothing is told. */
import { changeSettings, type QuietHours, settingsStore } from "../platform/settings.ts";
import { useStore } from "../state/store.ts";
import { Boxes, Switch, TextField } from "../ui/field.tsx";
import { weekdays } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import quiet from "./quiet-settings.module.css";
import css from "./settings-page.module.css";

export function QuietSettings() {
  const words = useWords().settings;
  const lang = useLang();
  const { quiet: now } = useStore(settingsStore);
  const edit = (part: Partial<QuietHours>) => changeSettings({ quiet: { ...now, ...part } });
  // An emptied field of time says nothing, so that what was there stays.
  const time = (name: "from" | "to") => ({
    type: "time",
    required: true,
    value: now[name],
    onText: (text: string) => text !== "" && edit({ [name]: text }),
  });
  return (
    <div className={css.card}>
      <Switch label={words.quiet} hint={words.quietHint} on={now.isOn} onSwitch={(isOn) => edit({ isOn })} />
      {now.isOn && (
        <>
          <div className={quiet.times}>
            <TextField {...time("from")} label={words.quietFrom} />
            <TextField {...time("to")} label={words.quietTo} />
          </div>
          <Boxes
            label={words.quietDays}
            options={weekdays(lang).map(({ day, name }) => ({ value: String(day), label: name }))}
            chosen={now.days.map(String)}
            onChange={(days) => edit({ days: days.map(Number) })}
          />
        </>
      )}
    </div>
  );
}
