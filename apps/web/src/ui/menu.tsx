/** A menu under a button. The button is there at once; the menu is loaded behind the first paint. */
import { cloneElement, Suspense, useState } from "react";
import { lazy } from "./lazy.ts";
import type { MenuItemProps, MenuProps } from "./menu-popup.tsx";

const parts = () => import("./menu-popup.tsx");
const Popup = lazy(async () => ({ default: (await parts()).MenuPopup }));
const Item = lazy(async () => ({ default: (await parts()).MenuPopupItem }));
const Line = lazy(async () => ({ default: (await parts()).MenuPopupLine }));

/** A click that comes before the menu does is not lost. */
export function Menu(props: MenuProps) {
  const [isAwaited, setAwaited] = useState(false);
  return (
    <Suspense fallback={cloneElement(props.trigger, { onClick: () => setAwaited(true) })}>
      <Popup {...props} isOpenAtFirst={isAwaited} />
    </Suspense>
  );
}

export function MenuItem(props: MenuItemProps) {
  return <Item {...props} />;
}

export function MenuLine() {
  return <Line />;
}
