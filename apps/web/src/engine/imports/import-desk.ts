/**
 * Imports an export that somebody chose in this browser: reads it whole before anything is written, then brings it in by the
 * same runs as the command line. One at a time; it can be paused, and goes on after a reload with the same file.
 */
import { type Archive, type ExportReader, ImportRefusal, type Message, openExport } from "@warbler/imports";
import {
  historyTarget,
  type Imported,
  type ImportSource,
  runHistoryImport,
  runImport,
  type SkippedFile,
  sealedTarget,
  survey,
} from "@warbler/imports/bring-in";
import { openZipBlob } from "@warbler/imports/web";
import type { Platform, Store, Warbler } from "@warbler/sdk";
import { failureOf } from "../failure.ts";
import type { ExportCounts, ImportLevel, ImportView, KnownExport } from "./import-view.ts";
import { cursorOf, importSecret, type KeptImport, keepImport, readKeptImport } from "./kept-import.ts";

/** The page hears of progress this often, in messages. */
const TOLD_EVERY = 2_000;

export interface ImportDeskDeps {
  readonly client: Warbler;
  readonly store: Store;
  readonly platform: Platform;
  readonly tell: (view: ImportView | undefined) => void;
}

interface Chosen extends ImportSource {
  readonly sizeBytes: number;
}

export class ImportDesk {
  readonly #deps: ImportDeskDeps;
  #view: ImportView | undefined;
  #chosen: Chosen | undefined;
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();

  /** With what an earlier visit left. */
  static async open(deps: ImportDeskDeps): Promise<ImportDesk> {
    const desk = new ImportDesk(deps);
    const kept = await readKeptImport(deps.store);
    if (kept !== undefined) desk.#view = { ...viewOf(kept), phase: "interrupted" };
    return desk;
  }

  private constructor(deps: ImportDeskDeps) {
    this.#deps = deps;
  }

  get view(): ImportView | undefined {
    return this.#view;
  }

  /** Reads the file from beginning to end and counts. Nothing is written. */
  async read(file: File): Promise<void> {
    await this.pause();
    const stop = new AbortController();
    this.#stop = stop;
    this.#tell({ phase: "reading", fileName: file.name, messages: 0 });
    try {
      const archive = await openZipBlob(file);
      const reader = await openExport(archive);
      const counted = this.#counting(reader, file.name);
      const surveyed = await survey(counted, stop.signal);
      const chosen = { ...{ archive, reader, survey: surveyed }, name: sourceName(file.name), format: reader.format };
      this.#chosen = { ...chosen, sizeBytes: file.size };
      const known = { fileName: file.name, format: reader.format, counts: countsOf(chosen) };
      const kept = await this.#keptOf(this.#chosen, known);
      this.#tell(kept === undefined ? { phase: "ready", ...known, done: 0 } : { ...viewOf(kept), phase: "paused" });
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof ImportRefusal)) throw error;
      const { code, entryName } = error;
      this.#tell({ phase: "refused", fileName: file.name, code, ...(entryName !== undefined && { entryName }) });
    }
  }

  /** Begins, or goes on. Resolves at once; what comes of it is told. */
  async run(level: ImportLevel): Promise<void> {
    const view = this.#view;
    if (this.#chosen === undefined || (view?.phase !== "ready" && view?.phase !== "paused")) return;
    const stop = new AbortController();
    this.#stop = stop;
    const { failure: _before, result: _earlier, ...known } = view;
    const running = { ...known, phase: "running", level: view.level ?? level } as const;
    this.#tell(running);
    this.#running = this.#bringIn(this.#chosen, running, running.level, stop.signal);
  }

  /** Resolves when nothing is under way any more and the place is kept. */
  async pause(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
  }

  /** What is in the rooms stays there. */
  async forget(): Promise<void> {
    await this.pause();
    this.#chosen = undefined;
    await keepImport(this.#deps.store, undefined);
    this.#tell(undefined);
  }

  async #bringIn(source: Chosen, running: KnownExport, level: ImportLevel, signal: AbortSignal): Promise<void> {
    const { store, platform } = this.#deps;
    const startedAtMs = platform.nowMs();
    const skipped: SkippedFile[] = [];
    let done = running.done;
    try {
      const kept = keptFrom(source, running, level);
      await keepImport(store, { ...kept, ...(await this.#keptCursor(source)) });
      const imported = await this.#import(source, { level, kept, skipped, signal }, (messages) => {
        done = messages;
        this.#tell({ ...running, done });
      });
      await keepImport(store, undefined);
      const { added, repeated, refused } = imported;
      const elapsedMs = platform.nowMs() - startedAtMs;
      const result = { added, repeated, refused: refused.length, filesSkipped: skipped.length, elapsedMs };
      this.#tell({ ...running, phase: "done", done: running.counts.messages, result });
    } catch (error) {
      this.#tell({ ...running, phase: "paused", done, ...(!signal.aborted && { failure: await failureOf(error) }) });
    }
  }

  async #import(
    source: Chosen,
    run: {
      readonly level: ImportLevel;
      readonly kept: KeptImport;
      readonly skipped: SkippedFile[];
      readonly signal: AbortSignal;
    },
    onDone: (messages: number) => void,
  ): Promise<Imported> {
    const { client: me, store, platform } = this.#deps;
    const { level, kept, skipped, signal } = run;
    const secret = await importSecret(store, (count) => platform.randomBytes(count));
    const targets = {
      me,
      source,
      secret,
      clock: platform,
      signal,
      skip: (file: SkippedFile) => void skipped.push(file),
    };
    const deps = {
      state: {
        cursor: async () => cursorOf((await this.#keptCursor(source)).cursor),
        advance: (cursor: { readonly after: string; readonly messages: number }) =>
          keepImport(store, { ...kept, cursor }),
      },
      signal,
      onProgress: (phase: "people" | "records", messages: number) => {
        if (phase === "records") onDone(messages);
      },
    };
    const from = { ...source, roomPrefix: "" };
    if (level === "e2ee") return runHistoryImport(from, { ...deps, target: historyTarget(new Map(), targets) });
    const { id } = await me.api("startImport", { format: source.format, source: source.name });
    const imported = await runImport(from, { ...deps, target: sealedTarget(id, targets) });
    await me.api("completeImport", undefined, { import: id });
    return imported;
  }

  /** The place that an earlier run of this very file reached. */
  async #keptCursor({ sizeBytes, survey: { messages } }: Chosen): Promise<Pick<KeptImport, "cursor">> {
    const kept = await readKeptImport(this.#deps.store);
    const isSame = kept?.sizeBytes === sizeBytes && kept.counts.messages === messages;
    return isSame && kept.cursor !== undefined ? { cursor: kept.cursor } : {};
  }

  async #keptOf({ sizeBytes }: Chosen, { fileName, counts }: Pick<KnownExport, "fileName" | "counts">) {
    const kept = await readKeptImport(this.#deps.store);
    const isSame = kept?.fileName === fileName && kept.sizeBytes === sizeBytes;
    return isSame && kept.counts.messages === counts.messages ? kept : undefined;
  }

  /** The same reader, which tells how far the reading is. */
  #counting(reader: ExportReader, fileName: string): ExportReader {
    const counted = async function* (messages: AsyncIterable<Message>, told: (count: number) => void) {
      let count = 0;
      for await (const message of messages) {
        if (++count % TOLD_EVERY === 0) told(count);
        yield message;
      }
    };
    const told = (messages: number) => this.#tell({ phase: "reading", fileName, messages });
    return {
      format: reader.format,
      skippedOnOpening: reader.skippedOnOpening,
      people: () => reader.people(),
      channels: () => reader.channels(),
      messages: (options) => counted(reader.messages(options), told),
    };
  }

  #tell(view: ImportView | undefined): void {
    this.#view = view;
    this.#deps.tell(view);
  }
}

/** As the command line names it, so that both find the same import. */
const sourceName = (fileName: string) => fileName.replace(/\.zip$/i, "").slice(0, 200) || "export";

function countsOf({
  survey: surveyed,
}: {
  readonly survey: ImportSource["survey"];
  readonly archive: Archive;
}): ExportCounts {
  const { people, channels, messages, replies, reactions, edited, attachmentsWithBytes, firstAtMs, lastAtMs } =
    surveyed;
  return {
    ...{ people: people.length, rooms: channels.length, messages, replies, reactions, edited },
    files: attachmentsWithBytes,
    skipped: surveyed.skipped.map(({ reason, count }) => ({ reason, count })),
    ...(firstAtMs !== undefined && { firstAtMs }),
    ...(lastAtMs !== undefined && { lastAtMs }),
  };
}

function keptFrom(source: Chosen, { fileName, format, counts }: KnownExport, level: ImportLevel): KeptImport {
  const { skipped, ...rest } = counts;
  return { fileName, format, level, sizeBytes: source.sizeBytes, counts: { ...rest, skipped: [...skipped] } };
}

function viewOf({ fileName, format, level, counts, cursor }: KeptImport): Omit<KnownExport, "phase"> {
  const { firstAtMs, lastAtMs, ...rest } = counts;
  const times = { ...(firstAtMs !== undefined && { firstAtMs }), ...(lastAtMs !== undefined && { lastAtMs }) };
  return { fileName, format, level, counts: { ...rest, ...times }, done: cursor?.messages ?? 0 };
}
