/** The rooms in which an imported person was. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import { importStore } from "./store.ts";

export const importedRoomsOf = (reader: Reader): ((account: AccountId) => Promise<readonly RoomId[]>) => {
  const store = importStore(reader);
  return (account) => store.roomsOf(account);
};
