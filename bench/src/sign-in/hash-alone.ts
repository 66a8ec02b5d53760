// A process that checks a password's hash as often as its parent says, with the server's own parameters and as many at once.
import { passwordHasher } from "../../../apps/server/src/features/accounts/password.ts";

const [, , people = "1", password = ""] = process.argv;
const hasher = passwordHasher({ pepper: new Uint8Array(32) });
const hashed = await hasher.hash(password);
const say = (word: string) => process.send?.(word);

async function checkAll(): Promise<void> {
  const answers = await Promise.all(Array.from({ length: Number(people) }, () => hasher.verify(hashed, password)));
  if (!answers.every((answer) => answer === true)) throw new Error("expected the password to be right each time");
  say("checked");
}

process.on("message", () => void checkAll());
say("ready");
