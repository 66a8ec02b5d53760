import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ALARM_WORDS } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { newFolder } from "../testing/run-cli.ts";
import { newWorld, type Someone } from "../testing/world.ts";

/** Anna owns the room `security`, Bo is in it. */
async function twoPeople() {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo");
  await anna.warbler(["room", "create", "security", "bo", "--topic", "安全"]);
  return { ...world, anna, bo };
}

async function send(person: Someone, text: string): Promise<{ id: string; seq: number }> {
  return (await person.warbler(["send", "security", text, "--json"])).json();
}

describe("room", () => {
  test("is made with people in it, shown with its level, renamed, and left", async () => {
    const { anna, bo } = await twoPeople();
    expect((await bo.warbler(["room", "list"])).out).toContain("security");
    expect((await bo.warbler(["room", "show", "security"])).out).toMatch(/BO +member/);
    expect((await bo.warbler(["room", "level", "security", "--json"])).json()).toMatchObject({ level: "sealed" });
    expect((await anna.warbler(["room", "rename", "security", "safety"])).code).toBe(0);
    expect((await bo.warbler(["room", "leave", "safety"])).code).toBe(0);
    expect((await bo.warbler(["room", "list", "--json"])).json()).toEqual({ rooms: [] });
  });

  test("members are added and removed by name, by those who may", async () => {
    const { anna, bo, signedIn } = await twoPeople();
    await signedIn("carl");
    expect((await anna.warbler(["room", "add", "security", "@carl"])).code).toBe(0);
    expect((await bo.warbler(["room", "remove", "security", "carl"])).code).toBe(4);
    expect((await anna.warbler(["room", "remove", "security", "carl"])).code).toBe(0);
    expect((await anna.warbler(["room", "add", "security", "nobody"])).code).toBe(5);
  });

  test("is found by its id where two have one name", async () => {
    const { anna } = await twoPeople();
    await anna.warbler(["room", "create", "security"]);
    const ambiguous = await anna.warbler(["room", "show", "security"]);
    expect(ambiguous).toMatchObject({ code: 13 });
    const { rooms } = (await anna.warbler(["room", "list", "--json"])).json();
    for (const { id } of rooms) expect(ambiguous.err).toContain(id);
    const [{ id }] = rooms;
    expect((await anna.warbler(["room", "show", id])).code).toBe(0);
  });

  test("of two is made with a person instead of a name", async () => {
    const { anna } = await twoPeople();
    const { code, out } = await anna.warbler(["room", "create", "--with", "bo", "--json"]);
    expect({ code, kind: JSON.parse(out).kind }).toEqual({ code: 0, kind: "direct" });
  });
});

describe("an end-to-end room", () => {
  test("is made, talked in, shown and left like any other", async () => {
    const { anna, bo, server } = await twoPeople();
    const made = await anna.warbler(["room", "create", "机密", "bo", "--topic", "plans", "--level", "e2ee"]);
    expect(made).toMatchObject({ code: 0, err: "" });
    expect((await anna.warbler(["send", "机密", "明天演练"])).code).toBe(0);
    expect(await bo.warbler(["history", "机密"])).toMatchObject({ out: expect.stringContaining("明天演练") });
    expect((await bo.warbler(["send", "机密", "好"])).code).toBe(0);
    expect((await anna.warbler(["history", "机密"])).out).toMatch(/明天演练[\s\S]*好/);
    expect((await bo.warbler(["search", "演练"])).out).toContain("明天演练");
    const shown = await bo.warbler(["room", "show", "机密"]);
    expect(shown.out).toMatch(/机密[\s\S]*plans[\s\S]*e2ee:[\s\S]*BO +member/);
    expect((await bo.warbler(["room", "list"])).out).toContain("机密");
    expect([...server.state.rooms.values()].map(({ name }) => name)).not.toContain("机密");
    expect((await bo.warbler(["room", "leave", "机密"])).code).toBe(0);
  });

  test("takes a sealed conversation further at its own level", async () => {
    const { anna, bo } = await twoPeople();
    const gone = await anna.warbler(["room", "level", "security", "e2ee", "--json"]);
    expect(gone.json()).toMatchObject({ level: "e2ee", predecessor: expect.any(String) });
    const { id } = gone.json();
    expect((await anna.warbler(["send", id, "from here on"])).code).toBe(0);
    expect((await bo.warbler(["history", id])).out).toContain("from here on");
  });
});

describe("send", () => {
  test("answers with the message's number and its place in the log", async () => {
    const { anna } = await twoPeople();
    const { code, out } = await anna.warbler(["send", "security", "明天 **15:00** 演练"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Sent as #\d+\. log position \d+\/\d+\n$/);
  });

  test("reads standard input, and refuses what is empty or not UTF-8", async () => {
    const { anna, bo } = await twoPeople();
    expect((await anna.warbler(["send", "security", "-"], { stdin: "one\ntwo\n" })).code).toBe(0);
    expect((await bo.warbler(["history", "security", "--json"])).items().at(-1).text).toBe("one\ntwo");
    expect((await anna.warbler(["send", "security", "-"], { stdin: " \n" })).code).toBe(10);
    expect((await anna.warbler(["send", "security", "-"], { stdin: new Uint8Array([0xff, 0xfe]) })).code).toBe(10);
    const long = await anna.warbler(["send", "security", "-"], { stdin: "a".repeat(70_000) });
    expect(long).toMatchObject({ code: 10, err: expect.stringContaining("longer than 65536 bytes") });
  });

  test("attaches a file that arrives byte for byte", async () => {
    const { anna, bo } = await twoPeople();
    const folder = await newFolder();
    const file = join(folder, "report.bin");
    await writeFile(
      file,
      Uint8Array.from({ length: 100_000 }, (_, at) => at * 7),
    );
    const sent = (await anna.warbler(["send", "security", "附件", "--file", file, "--json"])).json();
    const out = join(folder, "out");
    await mkdir(out);
    expect((await bo.warbler(["download", "security", String(sent.seq), "--out", out])).code).toBe(0);
    expect(await readFile(join(out, "report.bin"))).toEqual(await readFile(file));
    const again = await bo.warbler(["download", "security", String(sent.seq), "--out", out]);
    expect(again).toMatchObject({ code: 10 });
    expect(again.err).toContain("is there already");
  });

  test("says of a picture that could not be looked into that it goes as it is", async () => {
    const { anna, bo } = await twoPeople();
    const folder = await newFolder();
    const bytes = Buffer.from("\xff\xd8\xff\xe1Exif\0\0 at home, broken", "latin1");
    for (const name of ["broken.jpg", "photo.heic"]) {
      await writeFile(join(folder, name), bytes);
      const { err, code } = await anna.warbler(["send", "security", "--file", join(folder, name)]);
      expect(code).toBe(0);
      expect(err).toContain(`${name} goes as it is`);
      expect(err).not.toContain("Removed");
      const last = (await bo.warbler(["history", "security", "--json"])).items().at(-1);
      expect((await bo.warbler(["download", "security", String(last.seq), "--out", join(folder, "out")])).code).toBe(0);
      expect(await readFile(join(folder, "out"))).toEqual(bytes);
      await rm(join(folder, "out"));
    }
  });

  test("refuses a file that is not there and a room one is not in", async () => {
    const { anna } = await twoPeople();
    expect((await anna.warbler(["send", "security", "--file", "/nowhere"])).code).toBe(10);
    expect((await anna.warbler(["send", "elsewhere", "text"])).code).toBe(5);
  });

  test("answers a message by its number, and starts a thread under it", async () => {
    const { anna, bo } = await twoPeople();
    const first = await send(anna, "question");
    await bo.warbler(["send", "security", "answer", "--reply", `#${first.seq}`, "--thread", String(first.seq)]);
    const { out } = await anna.warbler(["history", "security"]);
    expect(out).toContain(`answer  (↪ #${first.seq})`);
    expect((await bo.warbler(["send", "security", "answer", "--reply", "9999"])).code).toBe(5);
  });
});

describe("a message", () => {
  test("is edited, reacted to and recalled, each with its place in the log", async () => {
    const { anna, bo } = await twoPeople();
    const { seq } = await send(anna, "first");
    const done = [
      await anna.warbler(["edit", "security", String(seq), "second"]),
      await bo.warbler(["react", "security", String(seq), "👍"]),
      await bo.warbler(["react", "security", String(seq), "👍", "--remove"]),
    ];
    for (const text of ["notemoji", "👍👍", ":tada:", "1"]) {
      const refused = await bo.warbler(["react", "security", String(seq), text]);
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("Expected one emoji") });
    }
    for (const { code, out } of done)
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/\d+\/\d+\n$/) });
    expect((await bo.warbler(["history", "security"])).out).toContain("second  (edited)");
    expect((await anna.warbler(["recall", "security", String(seq)])).code).toBe(0);
    expect((await bo.warbler(["history", "security"])).out).toContain("(recalled)");
  });

  test("of someone else cannot be edited, and one that is not there is named", async () => {
    const { anna, bo } = await twoPeople();
    const { seq } = await send(anna, "mine");
    expect((await bo.warbler(["edit", "security", String(seq), "yours"])).code).toBe(4);
    expect((await bo.warbler(["recall", "security", "9999"])).err).toContain("no message 9999");
    expect((await bo.warbler(["react", "security", "9999", "👍"])).code).toBe(5);
  });

  test("with nothing attached has nothing to download", async () => {
    const { anna } = await twoPeople();
    const { seq } = await send(anna, "text only");
    expect((await anna.warbler(["download", "security", String(seq)])).code).toBe(5);
  });
});

describe("history and search", () => {
  test("history is bounded, ordered, and one JSON line a message", async () => {
    const { anna, bo } = await twoPeople();
    for (const text of ["a", "b", "c", "d"]) await send(anna, text);
    const texts = async (...args: string[]) =>
      (await bo.warbler(["history", "security", "--json", ...args])).items().map(({ text }) => text);
    expect(await texts("-n", "2")).toEqual(["c", "d"]);
    const all = (await bo.warbler(["history", "security", "--json"])).items();
    expect(await texts("--before", String(all.at(-1).seq), "-n", "2")).toEqual(["b", "c"]);
  });

  test("what one saves for later is listed for oneself alone, until it is taken off", async () => {
    const { anna, bo } = await twoPeople();
    await send(anna, "the plan");
    const [{ seq }] = (await bo.warbler(["history", "security", "--json", "-n", "1"])).items();
    expect((await bo.warbler(["save", "security", String(seq)])).code).toBe(0);
    expect((await bo.warbler(["saved"])).out).toContain(`security #${seq}`);
    expect((await anna.warbler(["saved"])).out).toContain("Nothing is saved.");
    expect((await bo.warbler(["save", "security", String(seq), "--remove"])).code).toBe(0);
    expect((await bo.warbler(["saved"])).out).toContain("Nothing is saved.");
  });

  test("search finds a Chinese word and says what was searched", async () => {
    const { anna, bo } = await twoPeople();
    await send(anna, "端到端加密");
    const { code, out } = await bo.warbler(["search", "加密", "--in", "security", "--from", "anna"]);
    expect(code).toBe(0);
    expect(out).toContain("security #");
    expect(out).toMatch(/1 found. The server searched \d+ messages? in 1 room\./);
    expect((await bo.warbler(["search", "x", "--in", "elsewhere"])).code).toBe(5);
    expect((await bo.warbler(["search", "x", "--from", "nobody"])).code).toBe(5);
  });
});

describe("tail", () => {
  test("prints what comes, across a lost connection, and Ctrl+C is its ordinary end", async () => {
    const { anna, bo, server } = await twoPeople();
    await send(anna, "before");
    const interruption = new AbortController();
    const seen = (wanted: string) => (out: string) => out.includes(wanted);
    const waiting: { fits: (out: string) => boolean; resolve: () => void }[] = [];
    let printed = "";
    const until = (wanted: string) =>
      new Promise<void>((resolve) => {
        if (seen(wanted)(printed)) resolve();
        else waiting.push({ fits: seen(wanted), resolve });
      });
    const tail = bo.warbler(["tail", "security", "-n", "1"], {
      interrupt: interruption.signal,
      onOut(out) {
        printed = out;
        for (const { fits, resolve } of waiting) if (fits(out)) resolve();
      },
    });
    await until("before");
    await send(anna, "live one");
    await until("live one");
    server.dropAll();
    await send(anna, "live two \u001b[2J");
    await until("live two");
    interruption.abort("SIGINT");
    const { code, out, err } = await tail;
    expect(code).toBe(0);
    expect(err).not.toContain("offline");
    expect(out).not.toContain("\u001b");
    expect(out.match(/live one/g)).toHaveLength(1);
  });

  test("ends with 3 when the session is ended elsewhere", async () => {
    const { bo, server } = await twoPeople();
    const tail = bo.warbler(["tail", "security"]);
    while (server.sockets().length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const token of server.state.sessions.keys()) server.endSession(token);
    expect((await tail).code).toBe(3);
  });

  test("without earlier messages shows only what is new", async () => {
    const { anna, bo } = await twoPeople();
    await send(anna, "before");
    const interruption = new AbortController();
    const onOut = () => interruption.abort("SIGINT");
    const tail = bo.warbler(["tail", "security", "-n", "0"], { interrupt: interruption.signal, onOut });
    // Messages from before the tail listens are not new to it: send until one is.
    while (!interruption.signal.aborted) await send(anna, "after");
    expect((await tail).out).not.toContain("before");
  });

  test("names a lie of the server in words, shows nothing of it, and goes on with what is true", async () => {
    const { anna, bo, server } = await twoPeople();
    await send(anna, "before");
    const [room] = server.state.rooms.values();
    const author = [...server.state.people.values()].find(({ handle }) => handle === "anna")?.id;
    if (room === undefined || author === undefined) throw new Error("expected Anna and her room");
    const begun = Promise.withResolvers<void>();
    const over = new AbortController();
    const tail = bo.warbler(["tail", "security", "--lang", "zh"], {
      interrupt: over.signal,
      onOut(out) {
        if (out.includes("before")) begun.resolve();
        if (out.includes("and more")) over.abort("SIGINT");
      },
    });
    await begun.promise;
    // Every record is a moment older than it was.
    const lied = new Promise<void>((resolve) => {
      server.tamper = (frame) => {
        if (frame.body.case !== "records") return frame;
        const { value } = frame.body;
        resolve();
        const records = value.records.map((record) => ({ ...record, atMs: record.atMs - 1 }));
        return { ...frame, body: { case: "records", value: { ...value, records } } };
      };
    });
    server.say(room, author, "what was said");
    await lied;
    server.tamper = undefined;
    server.say(room, author, "and more");
    const { code, out, err } = await tail;
    expect(code).toBe(0);
    expect(err).toContain(ALARM_WORDS["chain-broken"].zh);
    expect(out.match(/what was said/g)).toHaveLength(1);
  });

  test("of a room one is not in exits with 5", async () => {
    const { bo } = await twoPeople();
    expect((await bo.warbler(["tail", "elsewhere"])).code).toBe(5);
  });
});

describe("audit", () => {
  test("proof is written to a file and verified without a server", async () => {
    const { anna, bo } = await twoPeople();
    const { seq } = await send(anna, "prove me");
    const file = join(await newFolder(), "proof.json");
    expect((await bo.warbler(["audit", "proof", "security", String(seq), "-o", file])).code).toBe(0);
    const { run } = await import("../testing/run-cli.ts");
    const checked = await run(["audit", "proof", "--verify", file]);
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.out).toContain("prove me");

    const forged = JSON.parse(await readFile(file, "utf8"));
    forged.record.author = forged.record.message;
    await writeFile(file, JSON.stringify(forged));
    expect((await run(["audit", "proof", "--verify", file])).code).toBe(9);
  });

  test("query reads facts, all of them or one's own", async () => {
    const { anna, bo } = await twoPeople();
    expect((await anna.warbler(["audit", "query", "--reason", "look", "--json"])).code).toBe(0);
    expect((await bo.warbler(["audit", "query", "--mine"])).code).toBe(0);
  });
});
