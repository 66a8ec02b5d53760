/** The popover behind emoji-button.tsx; the emoji themselves are loaded when it is first opened. */
import { Popover } from "@base-ui/react/popover";
import { type ReactNode, Suspense, useState } from "react";
import { IconButton } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import css from "../ui/menu.module.css";

const EmojiGrid = lazy(async () => ({ default: (await import("./emoji-grid.tsx")).EmojiGrid }));

export interface EmojiButtonProps {
  readonly label: string;
  readonly onEmoji: (emoji: string) => void;
  readonly children: ReactNode;
}

interface EmojiPopoverProps extends EmojiButtonProps {
  readonly isOpenAtFirst: boolean;
}

export function EmojiPopover({ label, onEmoji, children, isOpenAtFirst }: EmojiPopoverProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const choose = (emoji: string) => {
    setOpen(false);
    onEmoji(emoji);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <IconButton small label={label}>
            {children}
          </IconButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner className={css.positioner} sideOffset={6} align="end">
          <Popover.Popup className={css.popup} aria-label={label}>
            <Suspense>
              <EmojiGrid onEmoji={choose} />
            </Suspense>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
