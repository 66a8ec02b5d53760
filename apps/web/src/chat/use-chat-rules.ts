/** The organisation's rules for conversations as they are now. */
import type { ChatRules } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { connectionStore } from "../state/chat-state.ts";

/** Undefined until the server has told; asked again when the line is there again. */
export function useChatRules(): ChatRules | undefined {
  const [rules, setRules] = useState<ChatRules>();
  useEffect(() => {
    const load = () => inSilence(api("chatRules", undefined).then(setRules));
    load();
    let { state } = connectionStore.get();
    const stopLine = connectionStore.subscribe(() => {
      const before = state;
      ({ state } = connectionStore.get());
      if (state === "online" && before !== "online") load();
    });
    const stopNews = engine.onEvent((event) => {
      if (event.type === "chat-rules") load();
    });
    return () => {
      stopLine();
      stopNews();
    };
  }, []);
  return rules;
}
