/** Settings: what one may do oneself, and why; and asking for a role for a time, or taking one in an emergency. */

import { TakeRole } from "../emergency/take-role.tsx";
import type { Me } from "../engine/engine-api.ts";
import { AskRole } from "./ask-role.tsx";
import { Why } from "./why.tsx";

export function OwnRoles({ me }: { readonly me: Me }) {
  return (
    <>
      <Why me={me} />
      <AskRole me={me} />
      <TakeRole />
    </>
  );
}
