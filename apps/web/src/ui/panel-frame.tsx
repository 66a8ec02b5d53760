/** The frame of a panel at the side: its title, and the ways to close it. */
import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { isTouched } from "../platform/pointer.ts";
import { useWords } from "../words/use-words.ts";
import { IconButton } from "./button.tsx";
import css from "./panel-frame.module.css";
import { useReturnFocus } from "./use-return-focus.ts";

interface PanelFrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function PanelFrame({ title, onClose, children }: PanelFrameProps) {
  const words = useWords();
  const frame = useRef<HTMLDivElement>(null);
  useReturnFocus();
  useLayoutEffect(() => {
    const panel = frame.current;
    if (panel === null || isTouched() || panel.contains(document.activeElement)) return;
    (panel.querySelector<HTMLElement>("textarea, input") ?? panel.querySelector("button"))?.focus();
  }, []);
  const keyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== "Escape" || event.shiftKey || event.nativeEvent.isComposing) return;
    const { target, currentTarget } = event;
    // What opens above the panel is no part of it. A box one writes in may have its own use for the key; a button's tip has not.
    if (!(target instanceof HTMLElement) || !currentTarget.contains(target)) return;
    if (event.defaultPrevented && /^(INPUT|TEXTAREA)$/.test(target.tagName)) return;
    event.preventDefault();
    onClose();
  };
  return (
    <div ref={frame} className={css.frame} role="group" aria-label={title} onKeyDown={keyDown}>
      <header className={css.head}>
        <h2>{title}</h2>
        <IconButton label={words.common.close} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      {children}
    </div>
  );
}

export function PanelBody({ children }: { readonly children: ReactNode }) {
  return <div className={css.body}>{children}</div>;
}

export function PanelEmpty({ children }: { readonly children: ReactNode }) {
  return <p className={css.empty}>{children}</p>;
}
