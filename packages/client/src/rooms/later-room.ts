/** An end-to-end room whose engine is loaded, with all that it needs, when it is first asked for anything. */
import type { EndToEndRoom } from "./end-to-end-room.ts";

export function laterRoom(enter: () => Promise<EndToEndRoom>): EndToEndRoom {
  let entered: Promise<EndToEndRoom> | undefined;
  const room = () => {
    // What failed for want of a connection is tried again with the next call.
    entered ??= enter().catch((error: unknown) => {
      entered = undefined;
      throw error;
    });
    return entered;
  };
  return {
    membership: {
      roster: async () => (await room()).membership.roster(),
      add: async (accounts) => (await room()).membership.add(accounts),
      remove: async (account) => (await room()).membership.remove(account),
      leave: async () => (await room()).membership.leave(),
      grantRole: async (account, role) => (await room()).membership.grantRole(account, role),
      describe: async (change) => (await room()).membership.describe(change),
    },
    records: {
      open: async (lastSeq) => (await room()).records.open(lastSeq),
      window: async () => (await room()).records.window(),
      stored: async (fromSeq, beforeSeq, limit) => (await room()).records.stored(fromSeq, beforeSeq, limit),
      extendBack: async () => (await room()).records.extendBack(),
    },
    committed: async (records, arrival, restarted) => (await room()).committed(records, arrival, restarted),
    noteLastSeq: async (seq) => (await room()).noteLastSeq(seq),
    noteRead: async (seq) => (await room()).noteRead(seq),
    send: async (entry) => (await room()).send(entry),
    prepare: async (entry) => (await room()).prepare(entry),
    drop: async (entry) => (await room()).drop(entry),
    find: async (search) => (await room()).find(search),
    begin: async (made) => (await room()).begin(made),
    repair: async (shown) => (await room()).repair(shown),
    destroy: async (reach) => (await room()).destroy(reach),
    editsOf: async (seq) => (await room()).editsOf(seq),
    left: async () => (await room()).left(),
    wake: async () => (await room()).wake(),
    bringIn: async (source) => (await room()).bringIn(source),
    pins: async () => (await room()).pins(),
  };
}
