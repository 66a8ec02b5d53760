/** What one is told of while looking elsewhere. */
import { useState } from "react";
import { useChatRules } from "../chat/use-chat-rules.ts";
import { api } from "../platform/api.ts";
import { refusedStore } from "../platform/installation.ts";
import { askToNotify, mayNotify, showsByWorker } from "../platform/notifications.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { attempt } from "../state/attempt.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Choices, Switch, TextField } from "../ui/field.tsx";
import { useWords } from "../words/use-words.ts";
import { QuietSettings } from "./quiet-settings.tsx";
import css from "./settings-page.module.css";

export function NotificationSettings() {
  return (
    <>
      <Notifications />
      <QuietSettings />
      <Receipts />
    </>
  );
}

/** What others are told of this person. */
function Receipts() {
  const words = useWords().settings;
  const rules = useChatRules();
  if (rules === undefined) return null;
  return (
    <div className={css.card}>
      {rules.receipts === "optional" ? (
        <Switch
          label={words.receipts}
          hint={words.receiptsHint}
          on={rules.sharesReceipts}
          onSwitch={(shared) => attempt(api("shareReceipts", { shared }))}
        />
      ) : (
        <p>{rules.receipts === "required" ? words.receiptsRequired : words.receiptsForbidden}</p>
      )}
    </div>
  );
}

function Notifications() {
  const words = useWords().settings;
  const { notify, notifyContent, keywords } = useStore(settingsStore);
  const [permission, setPermission] = useState(mayNotify);
  const isRefused = useStore(refusedStore);
  return (
    <div className={css.card}>
      {permission !== "granted" && (
        <div className={css.row}>
          <p className={css.grow}>{permission === "denied" ? words.notifyDenied : words.notifyAsk}</p>
          {permission === "default" && (
            <Button kind="primary" onClick={() => void askToNotify().then(setPermission)}>
              {words.notifyAllow}
            </Button>
          )}
        </div>
      )}
      {isRefused && showsByWorker() && <p role="note">{words.notifyUntrusted}</p>}
      <Choices
        label={words.notify}
        value={notify}
        options={[
          { value: "mentions", label: words.notifyMentions },
          { value: "all", label: words.notifyAll },
          { value: "off", label: words.notifyOff },
        ]}
        onChoose={(value) => changeSettings({ notify: value })}
      />
      <TextField
        label={words.keywords}
        hint={words.keywordsHint}
        defaultValue={keywords.join(", ")}
        maxLength={500}
        onText={(text) => changeSettings({ keywords: text.split(/[,，、;；]/).flatMap((one) => one.trim() || []) })}
      />
      <Switch
        label={words.notifyContent}
        hint={words.notifyContentHint}
        on={notifyContent}
        onSwitch={(on) => changeSettings({ notifyContent: on })}
      />
    </div>
  );
}
