/** What uploads need of the engine, loaded with them. */
import type { Store, Warbler } from "@warbler/sdk";
import type { Transfers } from "../transfers.ts";
import { uploadShelf } from "./kept-uploads.ts";
import type { SealedCopies } from "./sealed-copies.ts";
import { UploadDesk } from "./upload-desk.ts";

interface OpenDeskDeps {
  readonly copies: SealedCopies;
  readonly isPageOpen: (page: string) => Promise<boolean>;
  readonly client: Warbler;
  readonly store: Store;
  readonly transfers: Transfers;
}

export function openUploadDesk({ client, store, transfers, copies, isPageOpen }: OpenDeskDeps): UploadDesk {
  return new UploadDesk({
    ...{ copies, isPageOpen, transfers },
    shelf: uploadShelf(store),
    roomOf: (room) => client.room(room),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  });
}
