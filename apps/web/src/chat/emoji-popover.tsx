/** The popover behind emoji-button.tsx; the emoji themselves are loaded when it is first opened. */
import { Popover } from "@base-ui/react/popover";
import { type RefObject, Suspense } from "react";
import { lazy } from "../ui/lazy.ts";
import css from "../ui/menu.module.css";

const EmojiGrid = lazy(async () => ({ default: (await import("./emoji-grid.tsx")).EmojiGrid }));

interface EmojiPopoverProps {
  readonly label: string;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onEmoji: (emoji: string) => void;
  readonly onClose: () => void;
}

export function EmojiPopover({ label, button, onEmoji, onClose }: EmojiPopoverProps) {
  return (
    <Popover.Root open onOpenChange={(open) => open || onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={button} className={css.positioner} sideOffset={6} align="end">
          <Popover.Popup finalFocus={button} className={css.popup} aria-label={label}>
            <Suspense>
              <EmojiGrid onEmoji={onEmoji} />
            </Suspense>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
