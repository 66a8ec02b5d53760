/** A line across the top of the page that waits for the person: what it is, and what they can do about it. */
import type { ReactNode } from "react";
import css from "./banner.module.css";

interface BannerProps {
  readonly icon: ReactNode;
  /** What cannot wait interrupts a reader of the screen. */
  readonly isUrgent?: boolean;
  readonly says: ReactNode;
  /** Buttons. */
  readonly children: ReactNode;
}

export function Banner({ icon, isUrgent = false, says, children }: BannerProps) {
  return (
    <div className={css.banner} role={isUrgent ? "alert" : "status"}>
      {icon}
      <div className={css.says}>{says}</div>
      {children}
    </div>
  );
}
