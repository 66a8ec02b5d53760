/** The menu behind menu.tsx. */
import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { join } from "./join.ts";
import css from "./menu.module.css";

export interface MenuProps {
  readonly trigger: ReactElement<{ readonly onClick?: () => void }>;
  readonly align?: "start" | "end";
  readonly children: ReactNode;
}

export interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  /** Can be read and not chosen. */
  readonly disabled?: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

interface MenuPopupProps extends MenuProps {
  readonly isOpenAtFirst: boolean;
}

export function MenuPopup({ trigger, children, align = "end", isOpenAtFirst }: MenuPopupProps) {
  return (
    <Base.Root defaultOpen={isOpenAtFirst}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={css.positioner} sideOffset={6} align={align}>
          <Base.Popup className={css.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuPopupItem({ icon, danger, disabled = false, onChoose, children }: MenuItemProps) {
  return (
    <Base.Item
      className={join(css.item, danger === true && !disabled && css.danger)}
      disabled={disabled}
      onClick={onChoose}
    >
      {icon}
      {children}
    </Base.Item>
  );
}

export function MenuPopupLine() {
  return <Base.Separator className={css.separator} />;
}
