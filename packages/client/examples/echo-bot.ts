/** A bot that answers every message of a person with their own words. `WARBLER_URL` and `WARBLER_TOKEN` say where, and as which bot. */
import { connect, token } from "@warbler/sdk";
import { nodePlatform } from "@warbler/sdk/node";

const { WARBLER_URL = "", WARBLER_TOKEN = "" } = process.env;
const me = await connect(WARBLER_URL, { auth: token(WARBLER_TOKEN), platform: nodePlatform() });
const answered = new Set<string>();
me.on("message", ({ room, message }) => {
  // A message is told again when it is edited; two bots that answer each other never end.
  if (message.author.id === me.account || message.author.isBot === true || answered.has(message.id)) return;
  answered.add(message.id);
  room.send({ text: message.text, replyTo: message.id });
});
me.on("expired", () => void me.close()); // the token was revoked, or is over
process.once("SIGTERM", () => void me.close());
console.log("ready");
