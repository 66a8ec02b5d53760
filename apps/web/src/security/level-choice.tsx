/** The choice between protection levels: what each means, what it gives and what it costs. */
import { NEW_ROOM_LEVELS, type NewRoomLevel } from "@warbler/protocol";
import { LockKeyhole, Server } from "lucide-react";
import { useId } from "react";
import css from "./level-choice.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

export type ChosenLevel = NewRoomLevel;

interface LevelChoiceProps {
  /** Who can read it, unless it is about something else. */
  readonly label?: string;
  readonly value: ChosenLevel;
  readonly onChoose: (level: ChosenLevel) => void;
}

export function LevelChoice({ label, value, onChoose }: LevelChoiceProps) {
  const words = useSecurityWords().level;
  const name = useId();
  return (
    <fieldset className={css.levels}>
      <legend>{label ?? words.label}</legend>
      {NEW_ROOM_LEVELS.map((level) => (
        <label key={level} className={css.level}>
          <input
            type="radio"
            name={name}
            checked={level === value}
            aria-describedby={`${name}-${level}`}
            onChange={() => onChoose(level)}
          />
          <LevelCard level={level} id={`${name}-${level}`} />
        </label>
      ))}
    </fieldset>
  );
}

export function LevelCard({ level, id }: { readonly level: ChosenLevel; readonly id?: string }) {
  const words = useSecurityWords().level;
  const said = words[level];
  return (
    <>
      <b className={css.title}>
        {level === "sealed" ? <Server size={16} aria-hidden /> : <LockKeyhole size={16} aria-hidden />}
        {said.title}
      </b>
      <span id={id} className={css.says}>
        <span>{said.means}</span>
        <span>
          <i>{words.gives}</i> {said.gives}
        </span>
        <span>
          <i>{words.costs}</i> {said.costs}
        </span>
      </span>
    </>
  );
}
