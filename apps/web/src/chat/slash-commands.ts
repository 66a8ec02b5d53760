/** What a text that begins with a slash does. A slash followed by anything else is a text like any other. */
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { setStatus } from "../state/own-status.ts";
import { toast } from "../state/toasts.ts";
import { openDialog, openPanel } from "../state/ui-state.ts";
import { wordsNow } from "../words/use-words.ts";
import type { CompletionChoice } from "./completion.tsx";
import { lockNow } from "./lock-now.ts";
import { mute } from "./mute.ts";

/** What is to be sent instead, if anything. */
export interface Outcome {
  readonly send?: { readonly text: string; readonly action?: boolean };
}
type Command = (rest: string, room: RoomView) => Promise<Outcome> | Outcome;

const NOTHING: Outcome = {};
const shown = (open: () => void): Outcome => {
  open();
  return NOTHING;
};
const HOUR_MS = 3_600_000;

const NAMES = [
  "me",
  "status",
  "topic",
  "add",
  "search",
  "date",
  "saved",
  "mute",
  "unmute",
  "lock",
  "leave",
  "shrug",
  "help",
] as const;
export type CommandName = (typeof NAMES)[number];

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  me: (text) => (text === "" ? NOTHING : { send: { text, action: true } }),
  shrug: (text) => ({ send: { text: `${text} ¯\\\\\\_(ツ)\\_/¯`.trim() } }),
  status: async (text) => {
    await setStatus(text);
    return NOTHING;
  },
  mute: (hours, { id }) => {
    const count = Number.parseInt(hours, 10);
    mute(id, true, Number.isNaN(count) || count <= 0 ? undefined : count * HOUR_MS);
    toast(wordsNow().commands.muted);
    return NOTHING;
  },
  unmute: (_rest, { id }) => shown(() => mute(id, false)),
  topic: async (topic, room) => {
    await engine.ask("describeRoom", room.id, { topic });
    return NOTHING;
  },
  add: (_rest, { id }) => shown(() => openDialog({ kind: "add-people", room: id })),
  lock: () => shown(lockNow),
  leave: (_rest, { id }) => shown(() => openDialog({ kind: "leave-room", room: id })),
  search: (text) => shown(() => openPanel({ kind: "search", text, inRoom: true })),
  date: (_rest, { id }) => shown(() => openDialog({ kind: "jump-to-date", room: id })),
  saved: () => shown(() => openPanel({ kind: "saved" })),
  help: () => shown(() => openDialog({ kind: "shortcuts" })),
};

export function offerCommands(typed: string): readonly CompletionChoice[] {
  const words = wordsNow().commands;
  return NAMES.filter((name) => `/${name}`.startsWith(typed)).map((name) => ({
    key: name,
    label: `/${name}`,
    detail: words.says[name],
    insert: `/${name} `,
    from: 0,
  }));
}

/** Undefined where the text is no command. */
export function commandIn(text: string, room: RoomView): Promise<Outcome> | Outcome | undefined {
  const match = /^\/([a-z]+)(?:\s+([^]*))?$/.exec(text);
  const name = NAMES.find((known) => known === match?.[1]);
  if (name === undefined) return undefined;
  return COMMANDS[name](match?.[2]?.trim() ?? "", room);
}
