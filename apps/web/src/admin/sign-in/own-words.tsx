/** Console: the organisation's own words, which count for nothing in a password. */
import { LIMITS } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { useSecurityWords } from "../../security/words/use-security-words.ts";
import settings from "../../settings/settings-page.module.css";
import { inSilence } from "../../state/attempt.ts";
import { toast } from "../../state/toasts.ts";
import { TextArea } from "../../ui/field.tsx";
import { SavedForm } from "../saved-form.tsx";

export function OwnWords() {
  const words = useSecurityWords().factors;
  const [text, setText] = useState<string>();
  const action = useAction();
  useEffect(() => inSilence(api("passwordWords", undefined).then((now) => setText(now.words.join("\n")))), []);
  if (text === undefined) return null;
  const listed = text
    .split("\n")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const { ownPasswordWords: most, ownPasswordWordChars: chars } = LIMITS;
  const isTooMuch = listed.length > most || listed.some((word) => word.length > chars);
  const save = () =>
    action.run(async () => {
      if (isTooMuch) return;
      await api("setPasswordWords", { words: listed });
      toast(words.saved);
    });
  return (
    <section aria-labelledby="own-words">
      <h2 id="own-words" className={settings.heading}>
        {words.wordsTitle}
      </h2>
      <SavedForm says={words.wordsSays} verb={words.saveWords} action={action} onSave={save}>
        <TextArea
          label={words.words}
          problem={isTooMuch ? words.tooManyWords(most, chars) : undefined}
          value={text}
          onText={setText}
        />
      </SavedForm>
    </section>
  );
}
