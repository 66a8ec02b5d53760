/** How long the organisation asks a password to be, of somebody with or without a second factor; the least until it has told. */
import { LIMITS } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";

export function usePasswordMin(withFactor = false): number {
  const least = withFactor ? LIMITS.passwordWithFactorMinChars : LIMITS.passwordMinChars;
  const [chars, setChars] = useState<number>();
  useEffect(() => {
    const told = engine
      .ask("security")
      .then(({ passwordMinChars, passwordWithFactorMinChars }) =>
        setChars(withFactor ? passwordWithFactorMinChars : passwordMinChars),
      );
    inSilence(told);
  }, [withFactor]);
  return chars ?? least;
}
