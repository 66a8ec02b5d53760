/** Whether the organisation asks for an app lock: asked whenever the line is there again and its rules change, remembered otherwise. */
import { engine } from "../platform/engine.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { inSilence } from "../state/attempt.ts";
import { wheneverOnline } from "../state/online.ts";

export function followLockPolicy(): void {
  const look = () =>
    inSilence(
      engine.ask("security").then(({ lockMinutes }) => {
        if (lockMinutes !== settingsStore.get().lockMinutes) changeSettings({ lockMinutes });
      }),
    );
  wheneverOnline(look);
  engine.onEvent(({ type }) => {
    if (type === "security") look();
  });
}
