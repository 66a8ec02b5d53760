/** A button that opens the emoji. What it opens is loaded then. */
import { type ReactNode, Suspense, useRef, useState } from "react";
import { IconButton } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { openMarks } from "../ui/menu.tsx";

const Popover = lazy(async () => ({ default: (await import("./emoji-popover.tsx")).EmojiPopover }));

interface EmojiButtonProps {
  readonly label: string;
  readonly onEmoji: (emoji: string) => void;
  readonly children: ReactNode;
}

export function EmojiButton({ label, onEmoji, children }: EmojiButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  const choose = (emoji: string) => {
    close();
    onEmoji(emoji);
  };
  return (
    <>
      <IconButton small label={label} ref={button} onClick={() => setOpen(!isOpen)} {...openMarks("dialog", isOpen)}>
        {children}
      </IconButton>
      {isOpen && (
        <Suspense>
          <Popover label={label} button={button} onEmoji={choose} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
