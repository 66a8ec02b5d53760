/** Settings: what one may do oneself, and why. */
import type { Me } from "../engine/engine-api.ts";
import { Why } from "./why.tsx";

export function OwnRoles({ me }: { readonly me: Me }) {
  return <Why me={me} />;
}
