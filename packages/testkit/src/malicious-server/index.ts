export { eventually, MaliciousServer, Victim } from "./malicious-server.ts";
export { type Intruder, type Intrusion, intrude, intruderWith, madeUp, sayAs } from "./uninvited.ts";
