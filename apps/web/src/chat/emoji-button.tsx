/** A button that opens the emoji. It is there at once, and what it opens is loaded behind the first paint. */
import { Suspense, useState } from "react";
import { IconButton } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import type { EmojiButtonProps } from "./emoji-popover.tsx";

const Popover = lazy(async () => ({ default: (await import("./emoji-popover.tsx")).EmojiPopover }));

/** A click that comes before the popover does is not lost. */
export function EmojiButton(props: EmojiButtonProps) {
  const [isAwaited, setAwaited] = useState(false);
  const alone = (
    <IconButton small label={props.label} onClick={() => setAwaited(true)}>
      {props.children}
    </IconButton>
  );
  return (
    <Suspense fallback={alone}>
      <Popover {...props} isOpenAtFirst={isAwaited} />
    </Suspense>
  );
}
