/** The directory of another system, which tells by SCIM who works here: for those who let it in and say what its groups give. */
import type {
  AccountId,
  ApiAnswer,
  DirectoryAnswer,
  EntryId,
  MadeToken,
  MappingId,
  RoleName,
  RoomId,
} from "@warbler/protocol";

export interface DirectoryApi {
  overview(): Promise<DirectoryAnswer>;
  people(): Promise<ApiAnswer<"directoryPeople">["people"]>;
  /** The answer holds the token, this once. */
  makeToken(name: string, forMs: number): Promise<MadeToken>;
  /** The entry is somebody who was here before the directory told of them. */
  link(entry: EntryId, account: AccountId): Promise<void>;
  mapToRole(group: EntryId, role: RoleName): Promise<void>;
  mapToRoom(group: EntryId, room: RoomId): Promise<void>;
  /** What it gave is taken back. */
  unmap(mapping: MappingId): Promise<void>;
}
