/** Console: how new rooms are protected, how long messages can be taken back, who sees how far others have read, and the watermark. */
import { LIMITS, type NewRoomLevel, type ReceiptRule } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { LevelChoice } from "../../security/level-choice.tsx";
import settings from "../../settings/settings-page.module.css";
import { inSilence } from "../../state/attempt.ts";
import { toast } from "../../state/toasts.ts";
import { Choices, Switch, TextField } from "../../ui/field.tsx";
import { span } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { SavedForm } from "../saved-form.tsx";
import { useConversationWords } from "./words/use-conversation-words.ts";

const MINUTE_MS = 60_000;
const USUAL_MINUTES = 15;

interface Draft {
  readonly recall: "none" | "for" | "off";
  readonly minutes: number;
  readonly receipts: ReceiptRule;
  readonly newRooms: NewRoomLevel;
  readonly watermark: boolean;
}

export function ConversationRules() {
  const words = useConversationWords();
  const lang = useLang();
  const [draft, setDraft] = useState<Draft>();
  const action = useAction();
  useEffect(() => inSilence(draftNow().then(setDraft)), []);
  if (draft === undefined) return null;
  const { recall, minutes, receipts, newRooms, watermark } = draft;
  const edit = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = () =>
    action.run(async () => {
      const withinMs = { none: undefined, for: minutes * MINUTE_MS, off: 0 }[recall];
      const within = withinMs === undefined ? {} : { recallWithinMs: withinMs };
      await api("configureChat", { receipts, newRooms, watermark, ...within });
      toast(words.saved);
    });
  return (
    <SavedForm says={words.says} action={action} onSave={save}>
      <LevelChoice label={words.newRooms} value={newRooms} onChoose={(level) => edit({ newRooms: level })} />
      <p className={settings.says}>{words.newRoomsSays}</p>
      <Choices
        label={words.recall}
        value={recall}
        options={[
          { value: "none", label: words.recallNone },
          { value: "for", label: words.recallFor },
          { value: "off", label: words.recallOff },
        ]}
        onChoose={(value) => edit({ recall: value })}
      />
      {recall === "for" && (
        <TextField
          type="number"
          required
          min={1}
          max={LIMITS.recallWithinMs / MINUTE_MS}
          label={words.minutes}
          hint={words.minutesHint(span(minutes * MINUTE_MS, lang))}
          value={minutes}
          onText={(text) => edit({ minutes: Math.trunc(Number(text)) })}
        />
      )}
      <p className={settings.says}>{words.recallSays}</p>
      <Choices
        label={words.receipts}
        value={receipts}
        options={[
          { value: "optional", label: words.optional },
          { value: "required", label: words.required },
          { value: "forbidden", label: words.forbidden },
        ]}
        onChoose={(value) => edit({ receipts: value })}
      />
      <p className={settings.says}>{words.receiptsSays}</p>
      <Switch label={words.watermark} on={watermark} onSwitch={(on) => edit({ watermark: on })} />
      <p className={settings.says}>{words.watermarkSays}</p>
    </SavedForm>
  );
}

async function draftNow(): Promise<Draft> {
  const { recall, receipts, watermark, newRooms = "e2ee" } = await api("chatRules", undefined);
  const withinMs = recall.at(-1)?.withinMs;
  const minutes = withinMs === undefined || withinMs === 0 ? USUAL_MINUTES : Math.ceil(withinMs / MINUTE_MS);
  const kind = withinMs === undefined ? "none" : withinMs === 0 ? "off" : "for";
  return { recall: kind, minutes, receipts, newRooms, watermark };
}
