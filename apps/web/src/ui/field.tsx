/** Form fields: label, hint and what is wrong belong together. */
import { Eye, EyeOff } from "lucide-react";
import { type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import { IconButton } from "./button.tsx";
import css from "./field.module.css";

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  readonly onText: (text: string) => void;
}

export function TextField({ label, hint, problem, onText, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        className={css.input}
        aria-describedby={`${id}-hint`}
        aria-invalid={problem !== undefined}
        onChange={(event) => onText(event.target.value)}
      />
      <p id={`${id}-hint`} className={problem === undefined ? css.hint : css.problem}>
        {problem ?? hint}
      </p>
    </div>
  );
}

interface PasswordFieldProps extends TextFieldProps {
  readonly showLabel: string;
  readonly hideLabel: string;
}

/** May be pasted into and looked at. */
export function PasswordField({ label, hint, problem, onText, showLabel, hideLabel, ...input }: PasswordFieldProps) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <div className={css.withButton}>
        <input
          {...input}
          id={id}
          type={isShown ? "text" : "password"}
          spellCheck={false}
          autoCapitalize="off"
          className={css.input}
          aria-describedby={`${id}-hint`}
          aria-invalid={problem !== undefined}
          onChange={(event) => onText(event.target.value)}
        />
        <IconButton label={isShown ? hideLabel : showLabel} onClick={() => setShown(!isShown)}>
          {isShown ? <EyeOff size={18} /> : <Eye size={18} />}
        </IconButton>
      </div>
      <p id={`${id}-hint`} className={problem === undefined ? css.hint : css.problem}>
        {problem ?? hint}
      </p>
    </div>
  );
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T) => void;
}

export function Choices<T extends string>({ label, value, options, onChoose }: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset className={css.choices}>
      <legend className={css.label}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={css.choice}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChoose(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
}

export function Switch({ label, hint, on, onSwitch }: SwitchProps) {
  return (
    <label className={css.switch}>
      <span>
        {label}
        {hint !== undefined && <span className={css.hint}> {hint}</span>}
      </span>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onSwitch(event.target.checked)} />
    </label>
  );
}
