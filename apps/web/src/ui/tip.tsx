/** What a button is called, shown on hover and focus. */
import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import css from "./button.module.css";

const DELAY_MS = 400;

export interface TipProps {
  readonly label: ReactNode;
  readonly keys?: string;
  readonly children: ReactElement;
}

export function TipBubble({ label, keys, children }: TipProps) {
  return (
    // An Escape means what the tip stands on as well: a dialog whose first button has the focus closes at once.
    <Tooltip.Root
      onOpenChange={(_isOpen, { reason, allowPropagation }) => reason === "escape-key" && allowPropagation()}
    >
      <Tooltip.Trigger delay={DELAY_MS} render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6}>
          <Tooltip.Popup className={css.tip}>
            {label}
            {keys !== undefined && <kbd>{keys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
