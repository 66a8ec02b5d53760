import { LIMITS } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { checkPassword, passwordHasher } from "./password.ts";

const context = ["alice", "Alice Example", "Org", "warbler"];
const codeOf = (password: string) => {
  const checked = checkPassword(password, context);
  return checked.ok ? "ok" : checked.refusal.code;
};

describe("a password", () => {
  test("is long enough at 15 characters, not at 14", () => {
    expect(codeOf("kx8 wq2 mz5 vb")).toBe("password-too-short");
    expect(codeOf("kx8 wq2 mz5 vb7")).toBe("ok");
  });

  test("is counted in characters, not in UTF-16 units or bytes", () => {
    const emoji = [..."🌊🦜🎻🧭🪁🌵🔭🧩🛶🎈🦔🍋🏔🐙🪴"];
    expect(codeOf(emoji.slice(0, 14).join(""))).toBe("password-too-short");
    expect(codeOf(emoji.join(""))).toBe("ok");
    expect(codeOf("春眠不觉晓处处闻啼鸟夜来风雨声")).toBe("ok");
  });

  test("may have 1,024 bytes and no more", () => {
    const words = Array.from({ length: 400 }, (_, n) => `w${n}`).join(" ");
    expect(codeOf(words.slice(0, LIMITS.passwordMaxBytes))).toBe("ok");
    expect(codeOf(words.slice(0, LIMITS.passwordMaxBytes + 1))).toBe("password-too-long");
  });

  test("is refused when it is common, repeated, or made of its surroundings", () => {
    for (const password of [
      "passwordpassword",
      "abcabcabcabcabcabc",
      "111111111111111111",
      "alice warbler alice",
      "Alice-Example-Org-1",
    ])
      expect(codeOf(password), password).toBe("password-too-common");
  });

  test("is the same however its letters are composed", () => {
    const [composed, decomposed] = ["café river lantern".normalize("NFC"), "café river lantern".normalize("NFD")];
    expect(checkPassword(decomposed, context)).toEqual(checkPassword(composed, context));
  });
});

describe("a hash", () => {
  test("is Argon2id with 19 MiB and two passes, salted, and verifies only its password", async () => {
    const hasher = passwordHasher();
    const [one, two] = await Promise.all([hasher.hash("kx8 wq2 mz5 vb7"), hasher.hash("kx8 wq2 mz5 vb7")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, "kx8 wq2 mz5 vb7")).toBe(true);
    expect(await hasher.verify(one, "kx8 wq2 mz5 vb8")).toBe(false);
  });

  test("a crowd at the door is told to come back", async () => {
    const hasher = passwordHasher();
    const hashed = await hasher.hash("kx8 wq2 mz5 vb7");
    const answers = await Promise.all(Array.from({ length: 230 }, () => hasher.verify(hashed, "wrong")));
    expect(answers.filter((answer) => answer === "busy").length).toBeGreaterThan(0);
    expect(answers.filter((answer) => answer === false).length).toBeGreaterThanOrEqual(200);
    expect(await hasher.verify(hashed, "kx8 wq2 mz5 vb7")).toBe(true);
  });
});
