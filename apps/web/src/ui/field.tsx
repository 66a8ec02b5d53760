/** Form fields: label, hint and what is wrong belong together. */
import { Eye, EyeOff } from "lucide-react";
import { type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import { IconButton } from "./button.tsx";
import css from "./field.module.css";

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
}

/** Label, control and what is said of it; `control` takes what ties the three together. */
function Field({
  label,
  hint,
  problem,
  control,
}: FieldProps & {
  readonly control: (tied: {
    readonly id: string;
    readonly className: string | undefined;
    readonly "aria-describedby": string;
    readonly "aria-invalid": boolean;
  }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      {control({
        id,
        className: css.input,
        "aria-describedby": `${id}-hint`,
        "aria-invalid": problem !== undefined,
      })}
      <p id={`${id}-hint`} className={problem === undefined ? css.hint : css.problem}>
        {problem ?? hint}
      </p>
    </div>
  );
}

interface TextFieldProps extends FieldProps, Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  readonly onText: (text: string) => void;
}

export function TextField({ label, hint, problem, onText, ...input }: TextFieldProps) {
  const control = (tied: object) => <input {...input} {...tied} onChange={(event) => onText(event.target.value)} />;
  return <Field label={label} hint={hint} problem={problem} control={control} />;
}

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly rows?: number;
  readonly onText: (text: string) => void;
}

/** Text of several lines. */
export function TextArea({ value, rows = 6, onText, ...field }: TextAreaProps) {
  const control = (tied: object) => (
    <textarea {...tied} rows={rows} value={value} onChange={(event) => onText(event.target.value)} />
  );
  return <Field {...field} control={control} />;
}

interface PasswordFieldProps extends TextFieldProps {
  readonly showLabel: string;
  readonly hideLabel: string;
}

/** May be pasted into and looked at. */
export function PasswordField({ label, hint, problem, onText, showLabel, hideLabel, ...input }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const control = (tied: object) => (
    <div className={css.withButton}>
      <input
        {...input}
        {...tied}
        type={isShown ? "text" : "password"}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(event) => onText(event.target.value)}
      />
      <IconButton label={isShown ? hideLabel : showLabel} onClick={() => setShown(!isShown)}>
        {isShown ? <EyeOff size={18} /> : <Eye size={18} />}
      </IconButton>
    </div>
  );
  return <Field label={label} hint={hint} problem={problem} control={control} />;
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

interface BoxesProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
}

/** Any number of a few. */
export function Boxes<T extends string>({ label, options, chosen, onChange }: BoxesProps<T>) {
  return (
    <fieldset className={css.boxes}>
      <legend>{label}</legend>
      {options.map(({ value, label: name }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
