/** The bubble behind tips.tsx. */
import { Tooltip } from "@base-ui/react/tooltip";
import css from "./button.module.css";

export function TipBubble({ over }: { readonly over: HTMLElement }) {
  const { tip, tipKeys } = over.dataset;
  return (
    <Tooltip.Root open>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} anchor={over} data-tip-bubble>
          <Tooltip.Popup className={css.tip}>
            {tip}
            {tipKeys !== undefined && <kbd>{tipKeys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
