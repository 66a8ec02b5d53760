/** The dialog behind dialog.tsx. */
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type SubmitEvent, useRef } from "react";
import { useWords } from "../words/use-words.ts";
import { IconButton } from "./button.tsx";
import css from "./dialog.module.css";
import { join } from "./join.ts";
import { useReturnFocus } from "./use-return-focus.ts";
import { useScrollStop } from "./use-scroll-stop.ts";

export interface DialogProps {
  readonly title: string;
  readonly says?: ReactNode;
  readonly wide?: boolean;
  readonly foot?: ReactNode;
  readonly children?: ReactNode;
  /** Absent for a dialog that must be answered. */
  readonly onClose?: () => void;
  /** For a dialog that is filled in: what its button of type "submit" does, and Enter in a field. */
  readonly onSubmit?: () => void;
}

export function DialogPopup({ title, says, wide, foot, children, onClose, onSubmit }: DialogProps) {
  const words = useWords();
  useReturnFocus();
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={css.shade} />
        <Base.Popup finalFocus={false} className={join(css.popup, wide === true && css.wide)}>
          <div className={css.head}>
            <div>
              <Base.Title className={css.title}>{title}</Base.Title>
              {says !== undefined && <Base.Description className={css.says}>{says}</Base.Description>}
            </div>
            {onClose !== undefined && (
              <Base.Close
                render={
                  <IconButton label={words.common.close}>
                    <X size={18} />
                  </IconButton>
                }
              />
            )}
          </div>
          <Filled onSubmit={onSubmit}>
            <Body>{children}</Body>
            {foot !== undefined && <div className={css.foot}>{foot}</div>}
          </Filled>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Body({ children }: { readonly children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  const tabIndex = useScrollStop(body);
  return (
    <div ref={body} className={css.body} tabIndex={tabIndex}>
      {children}
    </div>
  );
}

/** A form around what is filled in, so that Enter does what the button says. */
function Filled({ onSubmit, children }: { readonly onSubmit: (() => void) | undefined; readonly children: ReactNode }) {
  if (onSubmit === undefined) return children;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      {children}
    </form>
  );
}
