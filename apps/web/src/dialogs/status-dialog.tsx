/** Says to colleagues what one is doing, and for how long. */
import { useState } from "react";
import { nowMs } from "../platform/clock.ts";
import { setStatus, useStatus } from "../state/own-status.ts";
import { useMyAccount } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices, TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./status-dialog.module.css";
import { useAction } from "./use-action.ts";

const LONGEST = 100;
const MINUTE_MS = 60_000;
const LASTS = ["half-hour", "hour", "day", "open"] as const;
type Lasts = (typeof LASTS)[number];

export function StatusDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const said = words.status;
  const now = useStatus(useMyAccount());
  const [text, setText] = useState(now ?? "");
  const [lasts, setLasts] = useState<Lasts>("hour");
  const action = useAction();
  const put = (next: string) =>
    action.run(async () => {
      await setStatus(next, next === "" ? undefined : untilMs(lasts));
      onClose();
    });
  return (
    <Dialog
      title={said.title}
      says={said.says}
      onClose={onClose}
      onSubmit={() => put(text)}
      foot={
        <>
          {now !== undefined && (
            <Button busy={action.isBusy} onClick={() => put("")}>
              {said.clear}
            </Button>
          )}
          <Button kind="primary" type="submit" busy={action.isBusy} disabled={text.trim() === ""}>
            {words.common.save}
          </Button>
        </>
      }
    >
      <TextField label={said.label} value={text} maxLength={LONGEST} autoFocus onText={setText} />
      <div className={css.presets}>
        {said.presets.map((preset) => (
          <Button key={preset} small onClick={() => setText(preset)}>
            {preset}
          </Button>
        ))}
      </div>
      <Choices
        label={said.lasts}
        value={lasts}
        options={LASTS.map((value) => ({ value, label: said.for[value] }))}
        onChoose={setLasts}
      />
      <Problem text={action.problem} />
    </Dialog>
  );
}

/** Undefined: until it is changed. */
function untilMs(lasts: Lasts): number | undefined {
  switch (lasts) {
    case "half-hour":
      return nowMs() + 30 * MINUTE_MS;
    case "hour":
      return nowMs() + 60 * MINUTE_MS;
    case "day":
      return new Date(nowMs()).setHours(24, 0, 0, 0);
    case "open":
      return undefined;
  }
}
