/** `DirectoryApi` over the HTTP interface: the server decides all of it. */
import type { Warbler } from "../warbler.ts";
import type { DirectoryApi } from "./directory-api.ts";

export const directoryOf = (me: Pick<Warbler, "api">): DirectoryApi => ({
  overview: () => me.api("directory", undefined),
  people: async () => (await me.api("directoryPeople", undefined)).people,
  makeToken: (name, forMs) => me.api("makeDirectoryToken", { name, forMs }),
  link: (entry, account) => me.api("linkDirectoryEntry", { account }, { entry }),
  mapToRole: (entry, role) => me.api("mapGroupToRole", { role }, { entry }),
  mapToRoom: (entry, room) => me.api("mapGroupToRoom", { room }, { entry }),
  unmap: (mapping) => me.api("removeMapping", undefined, { mapping }),
});
