/** What has more than it shows can be got to by the keyboard, so that the arrow keys scroll it. */
import { type RefObject, useLayoutEffect, useState } from "react";

/** 0 for an element that scrolls, to be its `tabIndex`; undefined for one that shows all it has. */
export function useScrollStop(ref: RefObject<HTMLElement | null>): 0 | undefined {
  const [scrolls, setScrolls] = useState(false);
  // After each drawing, since what is inside may be other elements then.
  useLayoutEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new ResizeObserver(() => setScrolls(current.scrollHeight > current.clientHeight));
    for (const one of [current, ...current.children]) observer.observe(one);
    return () => observer.disconnect();
  });
  return scrolls ? 0 : undefined;
}
