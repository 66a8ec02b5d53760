/** The frame of a panel at the side: its title, and the way to close it. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../words/use-words.ts";
import { IconButton } from "./button.tsx";
import css from "./panel-frame.module.css";

interface PanelFrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function PanelFrame({ title, onClose, children }: PanelFrameProps) {
  const words = useWords();
  return (
    <div className={css.frame}>
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
