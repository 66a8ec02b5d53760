/** How far a long task is: a bar that is redrawn on a screen, a plain line every few seconds elsewhere. */

import type { Terminal } from "../terminal.ts";
import type { Words } from "../words/index.ts";
import { cellWidth } from "./table.ts";
import { durationText } from "./time-text.ts";

const REDRAW_MS = 200;
const LINE_MS = 5_000;
const BAR_CELLS = 24;

export interface Progress {
  update(done: number): void;
  /** Takes the bar off the screen. */
  end(): void;
}

export function progressOn(
  terminal: Pick<Terminal, "writeError" | "screenColumns" | "nowMs">,
  options: { readonly label: string; readonly total: number; readonly words: Words; readonly isQuiet: boolean },
): Progress {
  const { label, total, words, isQuiet } = options;
  const startedAtMs = terminal.nowMs();
  const everyMs = terminal.screenColumns === undefined ? LINE_MS : REDRAW_MS;
  let shownAtMs = startedAtMs;
  let isDrawn = false;
  let first: number | undefined;
  return {
    update(done) {
      // What was done before this run says nothing about how fast it goes.
      first ??= done;
      const nowMs = terminal.nowMs();
      if (isQuiet || nowMs - shownAtMs < everyMs) return;
      shownAtMs = nowMs;
      const text = progressText({ label, done, total, first, elapsedMs: nowMs - startedAtMs }, words);
      if (terminal.screenColumns === undefined) return terminal.writeError(`${text}\n`);
      isDrawn = true;
      const bar = barOf(done, total);
      const fits = cellWidth(text) + BAR_CELLS + 3 < terminal.screenColumns;
      terminal.writeError(`\r\u001b[K${fits ? `${bar} ` : ""}${text}`);
    },
    end() {
      if (isDrawn) terminal.writeError("\r\u001b[K");
      isDrawn = false;
    },
  };
}

/** `messages 12,000 / 196,127  6% 8,000/s  23 s left`. */
export function progressText(
  at: {
    readonly label: string;
    readonly done: number;
    readonly total: number;
    /** What was done at the beginning of `elapsedMs`. */
    readonly first: number;
    readonly elapsedMs: number;
  },
  words: Words,
): string {
  const rate = at.elapsedMs === 0 ? 0 : ((at.done - at.first) / at.elapsedMs) * 1_000;
  const left = rate === 0 ? "" : words.commands.import.eta(durationText(((at.total - at.done) / rate) * 1_000));
  const percent = at.total === 0 ? 100 : Math.min(100, Math.floor((at.done / at.total) * 100));
  return [at.label, `${count(at.done)} / ${count(at.total)}`, `${percent}%`, `${count(Math.round(rate))}/s`, left]
    .join("  ")
    .trimEnd();
}

/** With separators that both languages use. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

function barOf(done: number, total: number): string {
  const filled = total === 0 ? BAR_CELLS : Math.min(BAR_CELLS, Math.floor((done / total) * BAR_CELLS));
  return `${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)}`;
}
