/** Where a recovery code is typed. */
import { TextField } from "../ui/field.tsx";
import css from "./recovery.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

/** The code, with a dash or a space between any two characters. */
const LONGEST = 80;

interface CodeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly onEnter: () => void;
}

export function CodeField({ label, value, onText, onEnter }: CodeFieldProps) {
  const said = useSecurityWords().wizard;
  return (
    <form
      className={css.typed}
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== "") onEnter();
      }}
    >
      <TextField
        label={label}
        value={value}
        hint={said.codeHint}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={LONGEST}
        autoFocus
        onText={onText}
      />
    </form>
  );
}
