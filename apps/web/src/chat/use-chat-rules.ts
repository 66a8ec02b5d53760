/** The organisation's rules for conversations as they are now. */
import type { ChatRules } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";

/** Undefined until the server has told. */
export function useChatRules(): ChatRules | undefined {
  const [rules, setRules] = useState<ChatRules>();
  useEffect(() => {
    const load = () => inSilence(api("chatRules", undefined).then(setRules));
    load();
    return engine.onEvent((event) => {
      if (event.type === "chat-rules") load();
    });
  }, []);
  return rules;
}
