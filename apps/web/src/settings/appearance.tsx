/** Language, light or dark, roomy or dense, and what Enter does. */
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { useStore } from "../state/store.ts";
import { Choices } from "../ui/field.tsx";
import { chooseLang, useChosenLang, useWords } from "../words/use-words.ts";
import css from "./settings-page.module.css";

export function Appearance() {
  const words = useWords().settings;
  const lang = useChosenLang();
  const { theme, density, sendWith } = useStore(settingsStore);
  return (
    <div className={css.card}>
      <Choices
        label={words.language}
        value={lang}
        options={[
          { value: "zh", label: "简体中文" },
          { value: "en", label: "English" },
        ]}
        onChoose={(value) => chooseLang(value)}
      />
      <Choices
        label={words.theme}
        value={theme}
        options={[
          { value: "system", label: words.system },
          { value: "light", label: words.light },
          { value: "dark", label: words.dark },
        ]}
        onChoose={(value) => changeSettings({ theme: value })}
      />
      <Choices
        label={words.density}
        value={density}
        options={[
          { value: "comfortable", label: words.comfortable },
          { value: "dense", label: words.dense },
        ]}
        onChoose={(value) => changeSettings({ density: value })}
      />
      <Choices
        label={words.sendWith}
        value={sendWith}
        options={[
          { value: "enter", label: words.sendWithEnter },
          { value: "ctrl-enter", label: words.sendWithCtrlEnter },
        ]}
        onChoose={(value) => changeSettings({ sendWith: value })}
      />
    </div>
  );
}
