import { LIMITS } from "@warbler/protocol";
import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

const NEXT = "another long enough passphrase";
const HOURS = LIMITS.accessRecoveryWaitHours;

/** Anna owns the organisation, and has started a recovery of Bo's access. */
async function recovering() {
  const world = await newWorld();
  const [anna, bo] = [await world.signedIn("anna", "owner"), await world.signedIn("bo")];
  const started = await anna.warbler(["user", "recover", "bo", "--reason", "phone in the lake", "--json"]);
  expect(started).toMatchObject({ code: 0 });
  return { world, anna, bo, link: started.json().link as string };
}
/** As if the wait were over. */
const waited = ({ server: { state } }: Awaited<ReturnType<typeof newWorld>>) => {
  state.recoveries = state.recoveries.map((one) => ({ ...one, opensAtMs: one.opensAtMs - HOURS * 3_600_000 }));
};

test("an officer gets a link to pass on, and sees what became of it", async () => {
  const { anna, bo } = await recovering();
  const { out } = await anna.warbler(["user", "recover", "bo", "--reason", "a laptop"]);
  expect(out).toMatch(/\/recover#t=\S{43}\n/);
  expect(out).toContain("Give this link to @bo, and to nobody else");
  await bo.warbler(["access", "refuse"]);
  expect((await anna.warbler(["user", "recoveries"])).out).toMatch(/@bo +refused +started by @anna/);
  expect((await anna.warbler(["user", "withdraw-recovery", "bo"])).code).toBe(0);
  expect((await anna.warbler(["user", "withdraw-recovery", "bo"])).code).toBe(5);
  expect((await anna.warbler(["user", "recover", "bo"])).code).toBe(2);
});

test("the person is told with every command, and refuses it", async () => {
  const { world, bo, link } = await recovering();
  expect((await bo.warbler(["room", "list"])).err).toContain(
    "Attention: @anna started a recovery of your access (“phone in the lake”)",
  );
  expect((await bo.warbler(["--lang", "zh", "access"])).out).toContain("已发起对您账号的访问恢复");
  expect((await bo.warbler(["access", "refuse"])).out).toContain("the link is worth nothing any more");
  expect((await bo.warbler(["access"])).out).toContain("Nobody recovers your access.");
  expect((await bo.warbler(["access", "refuse"])).code).toBe(5);
  waited(world);
  const used = await (await world.someone()).warbler(["login", link], { answers: [NEXT, NEXT] });
  expect(used.code).toBe(6);
  expect(used.err).toContain("recovery link is wrong, used, refused");
});

test("the link says from when on it can be used, and its number opens it at once from a device that is signed in", async () => {
  const { world, bo, link } = await recovering();
  const phone = await world.someone();
  const early = await phone.warbler(["login", link], { answers: [] });
  expect(early.code).toBe(6);
  expect(early.err).toContain("This link gives BO (@bo) a new password");
  expect(early.err).toContain("warbler access allow 123456");
  expect((await bo.warbler(["access", "allow", "12"])).code).toBe(2);
  expect((await bo.warbler(["access", "allow", "654321"])).code).toBe(6);
  expect((await bo.warbler(["access", "allow", "123 456"])).out).toContain("The link can be used now.");
  const answers = ["short", NEXT, NEXT];
  const back = await phone.warbler(["login", link], { answers });
  expect(back.err).toContain("Expected 15 characters or more, got 5.");
  expect(back).toMatchObject({ code: 0 });
  expect(back.err).toContain("a new password was set with a recovery link that @anna started");
  expect((await phone.warbler(["whoami", "--json"])).json()).toMatchObject({ handle: "bo" });
  expect((await bo.warbler(["room", "list"])).code).toBe(3);
});

test("a script uses an open link with a password from standard input", async () => {
  const { world, link } = await recovering();
  waited(world);
  const back = await (await world.someone()).warbler(["login", link, "--password-stdin"], { stdin: `${NEXT}\n` });
  expect(back).toMatchObject({ code: 0 });
});
