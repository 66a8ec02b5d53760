/** A labelled choice of one of many, by the browser's own control. */
import { useId } from "react";
import css from "./select.module.css";

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T) => void;
  /** The label is there for who does not see it. */
  readonly bare?: boolean;
}

export function Select<T extends string>({ label, hint, value, options, onChoose, bare }: SelectProps<T>) {
  const id = useId();
  return (
    <div className={css.field}>
      {bare !== true && <label htmlFor={id}>{label}</label>}
      <select
        id={id}
        className={css.select}
        {...(bare === true && { "aria-label": label })}
        value={value}
        {...(hint !== undefined && { "aria-describedby": `${id}-hint` })}
        onChange={({ target }) => {
          const chosen = options.find((one) => one.value === target.value);
          if (chosen !== undefined) onChoose(chosen.value);
        }}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
