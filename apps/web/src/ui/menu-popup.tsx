/** The menu behind menu.tsx. */
import { Menu as Base } from "@base-ui/react/menu";
import type { ComponentProps, ReactElement, ReactNode, RefObject } from "react";
import { join } from "./join.ts";
import css from "./menu.module.css";

export interface MenuProps {
  readonly trigger: ReactElement<ComponentProps<"button">>;
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

interface MenuPopupProps extends Required<Omit<MenuProps, "trigger">> {
  readonly button: RefObject<HTMLButtonElement | null>;
  /** The id of the button. */
  readonly labelledBy: string;
  readonly onClose: () => void;
}

export function MenuPopup({ button, labelledBy, children, align, onClose }: MenuPopupProps) {
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={button} className={css.positioner} sideOffset={6} align={align}>
          <Base.Popup finalFocus={button} aria-labelledby={labelledBy} className={css.popup}>
            {children}
          </Base.Popup>
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
