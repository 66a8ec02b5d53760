/** The list that offers to complete what is being written. The text box keeps the focus and hands its keys on. */
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { join } from "../ui/join.ts";
import { useWords } from "../words/use-words.ts";
import css from "./completion.module.css";

export interface CompletionChoice {
  readonly key: string;
  readonly icon?: ReactNode;
  readonly label: string;
  readonly detail?: string;
  /** What replaces the text from `from` up to the caret. */
  readonly insert: string;
  readonly from: number;
}

export interface CompletionHandle {
  /** True when the key was for the list. */
  take(event: KeyboardEvent): boolean;
}

interface CompletionProps {
  readonly ref: Ref<CompletionHandle>;
  readonly choices: readonly CompletionChoice[];
  readonly onChoose: (choice: CompletionChoice) => void;
}

export function Completion({ ref, choices, onChoose }: CompletionProps) {
  const words = useWords();
  const id = useId();
  const [at, setAt] = useState(0);
  const current = Math.min(at, choices.length - 1);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current]);
  useImperativeHandle(ref, () => ({
    take(event) {
      const choice = choices[current];
      if (choice === undefined) return false;
      if (event.key === "ArrowDown") setAt((current + 1) % choices.length);
      else if (event.key === "ArrowUp") setAt((current + choices.length - 1) % choices.length);
      else if (event.key === "Enter" || event.key === "Tab") onChoose(choice);
      else return false;
      event.preventDefault();
      return true;
    },
  }));
  return (
    // What may scroll is a stop of the tab key; while one writes, that key chooses.
    <ul ref={list} tabIndex={0} className={css.list} role="listbox" aria-label={words.composer.suggestions} id={id}>
      {choices.map((choice, index) => (
        <li
          key={choice.key}
          role="option"
          aria-selected={index === current}
          className={join(css.choice, index === current && css.current)}
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(choice);
          }}
          onPointerMove={() => setAt(index)}
        >
          {choice.icon}
          <span>{choice.label}</span>
          {choice.detail !== undefined && <small>{choice.detail}</small>}
        </li>
      ))}
    </ul>
  );
}
