/** Guessing at the door: by one name, by many, from many networks, under claimed addresses, and by the clock. */
import { openWorld, PASSWORD } from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;

const WRONG = "not the passphrase at all";
const LONG_MS = 24 * 3_600_000;
interface Try {
  readonly handle: string;
  readonly password?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
const signIn = ({ handle, password = WRONG, ...way }: Try) =>
  raw.call("signIn", { ...way, body: { handle, password, device: raw.newPerson(handle).device } });
/** The codes of tries one after the other. */
async function codesOf(tries: readonly Try[]): Promise<readonly string[]> {
  const codes: string[] = [];
  for (const one of tries) codes.push((await signIn(one)).code);
  return codes;
}
const counted = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length;
const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe("a guesser", () => {
  test("gets no more tries by claiming to come from elsewhere", async () => {
    await raw.join("alan");
    const claims = ["x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip"];
    const codes = await codesOf(
      times(16, (at) => ({
        handle: "alan",
        headers: { [claims[at % claims.length] ?? ""]: at % claims.length === 1 ? `for=10.1.${at}.1` : `10.1.${at}.1` },
      })),
    );
    expect(codes).toEqual([...Array(10).fill("sign-in-failed"), ...Array(6).fill("rate-limited")]);
  });

  test("who tries one password with many names is slowed down, whether the names exist or not", async () => {
    await raw.join("barbara");
    const handles = ["barbara", ...times(75, (at) => `nobody-${at}`)];
    const codes = await codesOf(handles.map((handle) => ({ handle, from: "127.0.7.1" })));
    // Sixty at once; while they are tried, one more every two seconds.
    expect(codes.slice(0, 60)).toEqual(Array(60).fill("sign-in-failed"));
    expect(codes).toContain("rate-limited");
    // Another network is another matter.
    expect((await signIn({ handle: "barbara", password: PASSWORD, from: "127.0.8.1" })).status).toBe(200);
  });

  test("with many networks gets a hundred tries for a name, and then one in five minutes", async () => {
    await raw.join("carla");
    const round = (network: number) => times(10, () => ({ handle: "carla", from: `127.1.${network}.1` }));
    const codes = await codesOf(times(12, round).flat());
    expect(counted(codes, "sign-in-failed")).toBe(100);
    expect(codes.slice(100)).toEqual(Array(20).fill("rate-limited"));
    world.clock.pass(300_000);
    expect(await codesOf(round(99).slice(0, 2))).toEqual(["sign-in-failed", "rate-limited"]);
  });

  test("keeps nobody out who comes from where they came in before, also after a restart", async () => {
    await raw.join("dora");
    expect((await signIn({ handle: "dora", password: PASSWORD, from: "127.2.200.1" })).status).toBe(200);
    await world.restart();
    const guess = () => codesOf(times(12, (n) => times(10, () => ({ handle: "dora", from: `127.2.${n}.1` }))).flat());
    expect(counted(await guess(), "sign-in-failed")).toBeLessThanOrEqual(100);
    // The right password is no better than a wrong one from where nobody knows her.
    expect(await signIn({ handle: "dora", password: PASSWORD, from: "127.2.201.1" })).toMatchObject({
      code: "rate-limited",
    });
    expect((await signIn({ handle: "dora", password: PASSWORD, from: "127.2.200.7" })).status).toBe(200);
    // There, too, tries are few.
    const fromHome = await codesOf(times(12, () => ({ handle: "dora", from: "127.2.200.1" })));
    expect(counted(fromHome, "sign-in-failed")).toBe(10);
    world.clock.pass(LONG_MS);
  });
});

/**
 * How often a refusal of the first kind takes longer than one of the second, over all pairs: 0.5 where nothing tells them
 * apart (Mann and Whitney). Tries alternate, so that whatever else the machine does falls on both alike.
 */
function shareLonger(first: readonly number[], second: readonly number[]): number {
  let longer = 0;
  for (const one of first) for (const other of second) longer += one > other ? 1 : one === other ? 0.5 : 0;
  return longer / (first.length * second.length);
}

test("the time of a refusal tells nobody who exists", async () => {
  const tries = Number(process.env["WARBLER_TIMING_TRIES"] ?? 60);
  await raw.join("erika");
  const tookMs = { erika: [] as number[], nobody: [] as number[] };
  for (let at = 0; at < 2 * tries; at++) {
    const handle = at % 2 === 0 ? "erika" : "nobody";
    world.clock.pass(LONG_MS / 24);
    const startMs = performance.now();
    expect(await signIn({ handle, from: `127.3.${at % 250}.1` })).toMatchObject({ code: "sign-in-failed" });
    tookMs[handle].push(performance.now() - startMs);
  }
  // Five standard errors of the statistic where both are alike.
  const most = 5 / Math.sqrt(6 * tries);
  expect(Math.abs(shareLonger(tookMs.erika, tookMs.nobody) - 0.5)).toBeLessThan(most);
}, 300_000);
