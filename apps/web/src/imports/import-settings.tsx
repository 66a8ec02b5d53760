/** Bringing an export in: what it holds before anything is written, where it goes, how far it is, and what came of it. */
import { CircleCheck } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { ExportCounts, ImportView, KnownExport } from "../engine/imports/import-view.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { type ChosenLevel, LevelChoice } from "../security/level-choice.tsx";
import settings from "../settings/settings-page.module.css";
import { attempt } from "../state/attempt.ts";
import { useMay } from "../state/permissions.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateOnly } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import css from "./import-settings.module.css";
import { useImport } from "./use-import.ts";
import { useImportWords } from "./words/use-import-words.ts";

export function ImportSettings() {
  const words = useImportWords();
  const { isKnown, view } = useImport();
  if (!isKnown) return null;
  return (
    <>
      {(view === undefined || view.phase === "refused") && (
        <div className={settings.card}>
          <p>{words.says}</p>
          <p className={settings.says}>{words.once}</p>
          {view?.phase === "refused" && <Refused view={view} />}
          <FileChoice />
        </div>
      )}
      {view?.phase === "reading" && (
        <div className={settings.card}>
          <p role="status">{words.reading(view.messages)}</p>
          <p className={settings.says}>{words.nothingYet}</p>
        </div>
      )}
      {view !== undefined && "counts" in view && <Known view={view} />}
    </>
  );
}

function Refused({ view }: { readonly view: Extract<ImportView, { phase: "refused" }> }) {
  const words = useImportWords();
  const where = view.entryName === undefined ? "" : words.entry(view.entryName);
  return <Problem text={[words.refusal, words.refusals[view.code], where].join(" ")} />;
}

/** A button in the place of the browser's own file field. */
function FileChoice({ label, isPlain = false }: { readonly label?: string; readonly isPlain?: boolean }) {
  const words = useImportWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) attempt(engine.ask("readExport", file));
          currentTarget.value = "";
        }}
      />
      <Button kind={isPlain ? "quiet" : "primary"} onClick={() => input.current?.click()}>
        {label ?? words.choose}
      </Button>
    </div>
  );
}

function Known({ view }: { readonly view: KnownExport }) {
  return (
    <>
      {view.phase === "ready" ? <Begin view={view} /> : <UnderWay view={view} />}
      <Counts name={view.fileName} format={view.format} counts={view.counts} />
    </>
  );
}

/** Only those who may make people for its authors import into rooms that the server seals. */
function Begin({ view }: { readonly view: KnownExport }) {
  const words = useImportWords();
  const maySeal = useMay("import.run");
  const [level, setLevel] = useState<ChosenLevel>("e2ee");
  return (
    <div className={settings.card}>
      {maySeal && <LevelChoice value={level} onChoose={setLevel} />}
      <p className={settings.says}>{words.levels[level]}</p>
      <p className={settings.says}>{words.nothingYet}</p>
      <div className={css.buttons}>
        <Button kind="primary" onClick={() => attempt(engine.ask("runImport", level))}>
          {words.begin(view.counts.messages)}
        </Button>
        <FileChoice label={words.chooseOther} isPlain />
      </div>
    </div>
  );
}

function UnderWay({ view }: { readonly view: KnownExport }) {
  const words = useImportWords();
  const lang = useLang();
  const { phase, counts, done, failure, level = "e2ee", result } = view;
  const name = useId();
  return (
    <div className={settings.card}>
      <div className={css.progress}>
        <b id={name}>{words.progress}</b>
        <progress aria-labelledby={name} max={Math.max(1, counts.messages)} value={done} />
        <span>{words.doneOf(done, counts.messages)}</span>
      </div>
      {failure !== undefined && <Problem text={`${words.stopped} ${failure[lang]}`} />}
      {phase === "running" && <p className={settings.says}>{words.keepOpen}</p>}
      <p role="status" className={css.status}>
        {phase === "paused" && failure === undefined && words.paused}
        {phase === "interrupted" && words.interrupted(view.fileName)}
        {result !== undefined && (
          <>
            <CircleCheck size={17} aria-hidden /> {words.done} {words.result(result.added, result.repeated)}{" "}
            {result.refused > 0 && words.refused(result.refused)}{" "}
            {result.filesSkipped > 0 && words.filesSkipped(result.filesSkipped)}{" "}
            {words.took(Math.max(1, Math.round(result.elapsedMs / 1_000)))}
          </>
        )}
      </p>
      <div className={css.buttons}>
        {phase === "running" && <Button onClick={() => attempt(engine.ask("pauseImport"))}>{words.pause}</Button>}
        {phase === "paused" && (
          <Button kind="primary" onClick={() => attempt(engine.ask("runImport", level))}>
            {words.goOn}
          </Button>
        )}
        {phase === "interrupted" && <FileChoice />}
        {phase === "done" && (
          <>
            <Button kind="primary" onClick={() => go({ page: "home" })}>
              {words.toRooms}
            </Button>
            <FileChoice label={words.chooseOther} isPlain />
          </>
        )}
        {(phase === "paused" || phase === "interrupted") && <Aside />}
      </div>
    </div>
  );
}

function Aside() {
  const words = useImportWords();
  return (
    <Button kind="quiet" title={words.asideSays} onClick={() => attempt(engine.ask("forgetImport"))}>
      {words.aside}
    </Button>
  );
}

function Counts({
  name,
  format,
  counts,
}: {
  readonly name: string;
  readonly format: KnownExport["format"];
  readonly counts: ExportCounts;
}) {
  const words = useImportWords();
  const lang = useLang();
  const { people, rooms, messages, replies, reactions, edited, files, firstAtMs, lastAtMs, skipped } = counts;
  return (
    <>
      <h2 className={settings.heading}>{words.holds(name)}</h2>
      <div className={settings.card}>
        <p>{words.system[format]}</p>
        <dl className={css.counts}>
          <dt>{words.people}</dt>
          <dd>{people.toLocaleString(lang)}</dd>
          <dt>{words.rooms}</dt>
          <dd>{rooms.toLocaleString(lang)}</dd>
          <dt>{words.messages}</dt>
          <dd>{words.messagesOf(messages, replies)}</dd>
          <dt>{words.more}</dt>
          <dd>{words.moreOf(reactions, edited, files)}</dd>
          {firstAtMs !== undefined && lastAtMs !== undefined && (
            <>
              <dt>{words.time}</dt>
              <dd>{words.between(dateOnly(firstAtMs, lang), dateOnly(lastAtMs, lang))}</dd>
            </>
          )}
        </dl>
        <div>
          <b>{words.leftOut}</b>
          {skipped.length === 0 ? (
            <p className={settings.says}>{words.nothingLeftOut}</p>
          ) : (
            <ul className={css.skipped}>
              {skipped.map(({ reason, count }) => (
                <li key={reason}>
                  <span>{count.toLocaleString(lang)}</span> {words.reasons[reason]}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </>
  );
}
