export { forgedIdentity } from "./forged-identity.ts";
export { eventually, MaliciousServer, Victim } from "./malicious-server.ts";
export {
  type ForeignGroup,
  foreignGroup,
  type Intruder,
  type Intrusion,
  intrude,
  intruderWith,
  madeUp,
  sayAs,
} from "./uninvited.ts";
