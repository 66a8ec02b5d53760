/** Buttons. An icon never stands alone: it carries its name for those who do not see it, and shows it on hover. */
import { LoaderCircle } from "lucide-react";
import type { ButtonHTMLAttributes, ComponentProps } from "react";
import css from "./button.module.css";
import { join } from "./join.ts";

type Kind = "primary" | "plain" | "quiet" | "danger";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: Kind;
  readonly wide?: boolean;
  readonly small?: boolean;
  /** Work is under way: the button says so and takes no second click. */
  readonly busy?: boolean;
}

export function Button({ kind = "plain", wide, small, busy = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy}
      className={join(css.button, css[kind], wide === true && css.wide, small === true && css.small, rest.className)}
    >
      {busy && <LoaderCircle size={16} className={css.spin} aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  readonly label: string;
  readonly keys?: string;
  readonly small?: boolean;
  /** Defined for a button that stays down. */
  readonly pressed?: boolean;
}

export function IconButton({ label, keys, small, pressed, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      data-tip={label}
      data-tip-keys={keys}
      className={join(css.icon, small === true && css.iconSmall, rest.className)}
    >
      {children}
    </button>
  );
}
