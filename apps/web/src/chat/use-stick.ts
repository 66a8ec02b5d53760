/**
 * Whether a timeline sticks to its end. If it begins there, it does until the person scrolls up, and again once the end is in sight: a long
 * message that arrives, or a picture that grows, is no reason to let go.
 */
import { type KeyboardEvent, type RefObject, useMemo, useRef } from "react";
import type { VirtuosoHandle } from "react-virtuoso";

export interface Stick {
  readonly isStuck: () => boolean;
  readonly reachedEnd: (isAtEnd: boolean) => void;
  /** The list grew or shrank. */
  readonly moved: () => void;
  readonly toEnd: () => void;
  readonly letGo: () => void;
  readonly handlers: {
    readonly onWheel: (event: { readonly deltaY: number }) => void;
    readonly onTouchMove: () => void;
    readonly onPointerDown: (event: { readonly target: EventTarget; readonly currentTarget: EventTarget }) => void;
    readonly onKeyDownCapture: (event: KeyboardEvent) => void;
  };
}

const UPWARDS = ["PageUp", "Home", "ArrowUp"];

export function useStick(list: RefObject<VirtuosoHandle | null>, beginsAtEnd: boolean): Stick {
  const isStuck = useRef(beginsAtEnd);
  return useMemo<Stick>(() => {
    const letGo = () => {
      isStuck.current = false;
    };
    const toEnd = () => {
      isStuck.current = true;
      list.current?.scrollToIndex({ index: "LAST", align: "end" });
    };
    return {
      isStuck: () => isStuck.current,
      reachedEnd: (isAtEnd) => {
        if (isAtEnd) isStuck.current = true;
      },
      moved: () => {
        if (isStuck.current) list.current?.scrollTo({ top: Number.MAX_SAFE_INTEGER });
      },
      toEnd,
      letGo,
      handlers: {
        onWheel: ({ deltaY }) => deltaY < 0 && letGo(),
        onTouchMove: letGo,
        // A press on the list itself and on nothing in it is one on its scroll bar.
        onPointerDown: ({ target, currentTarget }) => target === currentTarget && letGo(),
        onKeyDownCapture: ({ key }) => UPWARDS.includes(key) && letGo(),
      },
    };
  }, [list]);
}
