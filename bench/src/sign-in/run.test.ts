import { expect, test } from "vitest";
import { signIn } from "./run.ts";

test("people sign in by password beside a process that only hashes, and both are measured", {
  timeout: 60_000,
}, async () => {
  const { servers } = await signIn({ people: 3, rounds: 1 }).run();
  expect(servers.map(({ server }) => server)).toEqual(["Argon2id alone", "warbler"]);
  for (const { medians } of servers) {
    expect(medians["sign-ins/s"]).toBeGreaterThan(0);
    expect(medians["CPU ms/sign-in"]).toBeGreaterThan(0);
  }
  expect(servers[1]?.ratios["sign-ins/s"]).toBeGreaterThan(0);
});
