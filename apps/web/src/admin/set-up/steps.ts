/** The steps of the first run, and which of them this browser was through: each can be left, and gone back to. */
import type { Action } from "@warbler/protocol";
import { changeSettings, settingsStore } from "../../platform/settings.ts";
import { permissionsStore } from "../../state/chat-state.ts";
import { useStore } from "../../state/store.ts";

export const STEPS = ["connection", "protection", "people", "import"] as const;
export type Step = (typeof STEPS)[number];

/** Whoever may not do what a step is about does not see it. */
const NEEDS: Readonly<Record<Step, Action>> = {
  connection: "policy.read",
  protection: "chat-rules.change",
  people: "people.invite",
  import: "import.run",
};

export function useSteps(): { readonly steps: readonly Step[]; readonly left: readonly Step[] } {
  const may = useStore(permissionsStore);
  const through = useStore(settingsStore, ({ setUpThrough }) => setUpThrough);
  const steps = STEPS.filter((step) => may?.has(NEEDS[step]) === true);
  return { steps, left: steps.filter((step) => !through.includes(step)) };
}

export function leaveBehind(...steps: readonly Step[]): void {
  const { setUpThrough } = settingsStore.get();
  changeSettings({ setUpThrough: [...new Set([...setUpThrough, ...steps])] });
}
