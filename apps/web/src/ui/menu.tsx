/** A menu under a button. Of a menu that is closed there is the button only. */
import { type ComponentProps, cloneElement, type KeyboardEvent, Suspense, useId, useRef, useState } from "react";
import { lazy } from "./lazy.ts";
import type { MenuItemProps, MenuProps } from "./menu-popup.tsx";

const parts = () => import("./menu-popup.tsx");
const Popup = lazy(async () => ({ default: (await parts()).MenuPopup }));
const Item = lazy(async () => ({ default: (await parts()).MenuPopupItem }));
const Line = lazy(async () => ({ default: (await parts()).MenuPopupLine }));

export function Menu({ trigger, align = "end", children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      {cloneElement(trigger, {
        id,
        ref: button,
        onClick: () => setOpen(!isOpen),
        onKeyDown: keyDown,
        ...openMarks("menu", isOpen),
      })}
      {isOpen && (
        <Suspense>
          <Popup button={button} labelledBy={id} align={align} onClose={() => setOpen(false)}>
            {children}
          </Popup>
        </Suspense>
      )}
    </>
  );
}

export function MenuItem(props: MenuItemProps) {
  return <Item {...props} />;
}

export function MenuLine() {
  return <Line />;
}

/** What a button says of what it opens. */
export function openMarks(
  opens: "menu" | "dialog",
  isOpen: boolean,
): ComponentProps<"button"> & { "data-popup-open"?: "" } {
  return {
    "aria-haspopup": opens,
    "aria-expanded": isOpen,
    ...(isOpen && { "data-popup-open": "" }),
  };
}
