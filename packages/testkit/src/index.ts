/** For tests of several parts. Start at `openWorld`. */

export { type SoftBrowser, softBrowser } from "./identity-provider/soft-browser.ts";
export { type ProviderLies, SoftProvider, type SoftUser } from "./identity-provider/soft-provider.ts";
export { DpopKey, type ProofParts } from "./raw/dpop-key.ts";
export { bundleBytes, type GroupMember, groupMember, type NewGroupOptions } from "./raw/group-member.ts";
export { pathOf } from "./raw/http.ts";
export { listedPerson, type RawDevice, type RawPerson } from "./raw/listed-person.ts";
export { PASSWORD, type RawMember } from "./raw/raw.ts";
export { type RawSocket, saying, sending, textOf } from "./raw/socket.ts";
export { type Lies, SoftPasskey } from "./raw/soft-passkey.ts";
export { totpCode } from "./raw/totp-code.ts";
export { type Missing, postgres } from "./services.ts";
export { type MemoryTransit, memoryTransit } from "./simulator/memory-transit.ts";
export { type Rest, watchForRest } from "./simulator/settled.ts";
export type { Call, Meddler } from "./world/line.ts";
export type { Device, Person } from "./world/person.ts";
export { serverApart } from "./world/running-server.ts";
export { openWorld, type World, type WorldOptions } from "./world/world.ts";
