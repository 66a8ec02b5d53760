/** The dialog behind dialog.tsx. */
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../words/use-words.ts";
import { IconButton } from "./button.tsx";
import css from "./dialog.module.css";
import { join } from "./join.ts";
import { useReturnFocus } from "./use-return-focus.ts";

export interface DialogProps {
  readonly title: string;
  readonly says?: ReactNode;
  readonly wide?: boolean;
  readonly foot?: ReactNode;
  readonly children?: ReactNode;
  /** Absent for a dialog that must be answered. */
  readonly onClose?: () => void;
}

export function DialogPopup({ title, says, wide, foot, children, onClose }: DialogProps) {
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
          <div className={css.body}>{children}</div>
          {foot !== undefined && <div className={css.foot}>{foot}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
