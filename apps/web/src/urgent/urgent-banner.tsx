/** Above everything: somebody calls this person to a message that cannot wait. */
import { BellRing } from "lucide-react";
import { roomsStore } from "../state/chat-state.ts";
import { roomNameNow, useName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import { goToUrgent, urgentStore } from "./urgent-state.ts";
import { useUrgentWords } from "./words/use-urgent-words.ts";

export function UrgentBanner() {
  const [first, ...others] = useStore(urgentStore)?.waiting ?? [];
  return first === undefined ? null : <Call call={first} others={others.length} />;
}

interface CallProps {
  readonly call: Parameters<typeof goToUrgent>[0];
  readonly others: number;
}

function Call({ call, others }: CallProps) {
  const words = useUrgentWords();
  const all = useWords();
  const by = useName(call.by);
  const room = useStore(roomsStore, (rooms) => rooms.get(call.room));
  return (
    <Banner
      isUrgent
      icon={<BellRing size={22} aria-hidden />}
      says={
        <>
          <b>{words.banner(by, room === undefined ? all.room.unnamed : roomNameNow(room, all))}</b>{" "}
          {others > 0 && words.more(others)}
        </>
      }
    >
      <Button small kind="primary" onClick={() => goToUrgent(call)}>
        {words.go}
      </Button>
    </Banner>
  );
}
