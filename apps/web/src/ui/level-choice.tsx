/** Chooses how a conversation is protected, with what each choice means beside it. */
import type { ProtectionLevel } from "@warbler/protocol";
import { LockKeyhole, Server } from "lucide-react";
import { useId } from "react";
import { useWords } from "../words/use-words.ts";
import css from "./level-choice.module.css";

/** The levels that a server of this version makes rooms of. */
const OFFERED = ["e2ee", "sealed"] as const satisfies readonly ProtectionLevel[];
export type OfferedLevel = (typeof OFFERED)[number];

interface LevelChoiceProps {
  readonly level: OfferedLevel;
  readonly onChoose: (level: OfferedLevel) => void;
}

export function LevelChoice({ level, onChoose }: LevelChoiceProps) {
  const words = useWords().protection;
  const name = useId();
  return (
    <fieldset className={css.levels}>
      <legend>{words.title}</legend>
      {OFFERED.map((one) => (
        <label key={one} className={css.level}>
          <input type="radio" name={name} checked={one === level} onChange={() => onChoose(one)} />
          {one === "sealed" ? <Server size={20} aria-hidden /> : <LockKeyhole size={20} aria-hidden />}
          <span>
            <b>{words.levels[one]}</b>
            <small>
              {words.inShort[one]} {words.costs[one]}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
