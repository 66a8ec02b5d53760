import { hash } from "@node-rs/argon2";
import { LIMITS } from "@warbler/protocol";
import { PASSWORD_RULES } from "@warbler/protocol/passwords";
import { describe, expect, test } from "vitest";
import { checkPassword, passwordHasher } from "./password.ts";

const asked = { rules: PASSWORD_RULES.alone, context: ["alice", "Alice Example", "Org", "warbler"] };
const codeOf = (password: string) => {
  const checked = checkPassword(password, asked);
  return checked.ok ? "ok" : checked.refusal.code;
};

describe("a password", () => {
  test("is long enough at 15 characters, not at 14", () => {
    expect(codeOf("kx8 wq2 mz5 vb")).toBe("password-too-short");
    expect(codeOf("kx8 wq2 mz5 vb7")).toBe("ok");
  });

  test("may have 1,024 bytes and no more", () => {
    const words = Array.from({ length: 400 }, (_, n) => `w${n}`).join(" ");
    expect(codeOf(words.slice(0, LIMITS.passwordMaxBytes))).toBe("ok");
    expect(codeOf(words.slice(0, LIMITS.passwordMaxBytes + 1))).toBe("password-too-long");
  });

  test("is refused when it is on the list of stolen ones, or made of its surroundings", () => {
    for (const password of ["stairwaytoheaven", "passwordpassword", "alice warbler alice", "Alice-Example-Org-1"])
      expect(codeOf(password), password).toBe("password-too-common");
  });

  test("is the same however its letters are composed", () => {
    const [composed, decomposed] = ["café river lantern".normalize("NFC"), "café river lantern".normalize("NFD")];
    expect(checkPassword(decomposed, asked)).toEqual(checkPassword(composed, asked));
  });
});

describe("a hash", () => {
  const pepper = new Uint8Array(32).fill(1);
  const password = "kx8 wq2 mz5 vb7";

  test("is Argon2id with 19 MiB and two passes, salted, and verifies only its password", async () => {
    const hasher = passwordHasher({ pepper });
    const [one, two] = await Promise.all([hasher.hash(password), hasher.hash(password)]);
    expect(one).toMatch(/^p\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, password)).toBe(true);
    expect(await hasher.verify(one, "kx8 wq2 mz5 vb8")).toBe(false);
    expect(hasher.isOutdated(one)).toBe(false);
  });

  test("is worth nothing without the pepper", async () => {
    const hashed = await passwordHasher({ pepper }).hash(password);
    expect(await passwordHasher({ pepper: new Uint8Array(32) }).verify(hashed, password)).toBe(false);
  });

  test("of an earlier time verifies, and is known to be outdated", async () => {
    const hasher = passwordHasher({ pepper });
    const before = await hash(password, { algorithm: 2, memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    expect(await hasher.verify(before, password)).toBe(true);
    expect(hasher.isOutdated(before)).toBe(true);
    expect(hasher.isOutdated(`p${before}`)).toBe(true);
  });

  test("a crowd at the door is told to come back", async () => {
    const hasher = passwordHasher({ pepper });
    const hashed = await hasher.hash(password);
    const answers = await Promise.all(Array.from({ length: 230 }, () => hasher.verify(hashed, "wrong")));
    expect(answers.filter((answer) => answer === "busy").length).toBeGreaterThan(0);
    expect(answers.filter((answer) => answer === false).length).toBeGreaterThanOrEqual(200);
    expect(await hasher.verify(hashed, password)).toBe(true);
  });
});
