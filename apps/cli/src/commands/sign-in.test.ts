import { readFile, stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { FINGERPRINT, newWorld } from "../testing/world.ts";

const PASSWORD = "correct horse battery staple";

describe("login", () => {
  test("with a set-up link makes the organisation from what is answered, and pins the authority", async () => {
    const { server, someone } = await newWorld();
    const anna = await someone();
    const link = `${server.setUpLink()}&ca=${FINGERPRINT}`;
    const answers = ["乌布", "安娜", "anna", PASSWORD, PASSWORD];
    const { code, out } = await anna.warbler(["login", link], { answers });
    expect(code).toBe(0);
    expect(out).toContain("Signed in as 安娜 at");
    expect(out).toContain("log position 41/2");
    expect((await stat(`${anna.home}/session.json`)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${anna.home}/ca.pem`, "utf8")).toContain("BEGIN CERTIFICATE");
    expect((await anna.warbler(["whoami", "--json"])).json()).toMatchObject({ handle: "anna", role: "owner" });
  });

  test("with an invitation lets a second profile in, and the two talk", async () => {
    const { server, signedIn, someone } = await newWorld();
    const anna = await signedIn("anna", "owner");
    await anna.warbler(["room", "create", "security"]);
    const { link } = (await anna.warbler(["invite", "--note", "Bo", "--room", "security", "--json"])).json();
    const bo = await someone();
    const args = ["login", link.replace(/^.*\/join/, `${server.url}/join`), "--name", "Bo", "--handle", "bo"];
    const joined = await bo.warbler([...args, "--password-stdin"], { stdin: `${PASSWORD}\n` });
    expect(joined).toMatchObject({ code: 0 });
    await anna.warbler(["send", "security", "明天演练"]);
    expect((await bo.warbler(["history", "security"])).out).toContain("ANNA: 明天演练");
  });

  test("refuses a server whose authority is not the link's, before any password is asked for", async () => {
    const { server, someone } = await newWorld();
    const anna = await someone();
    const link = `${server.setUpLink()}&ca=${"X".repeat(43)}`;
    const { code, err } = await anna.warbler(["login", link], { answers: [] });
    expect(code).toBe(8);
    expect(err).toContain("not the one in the link");
  });

  test("at a server whose certificate this machine does not trust names the file that helps", async () => {
    const { server, gateway, someone } = await newWorld();
    const cause = Object.assign(new Error("self-signed"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const anna = await someone();
    const { code, err } = await anna.warbler(["login", server.url, "--handle", "anna"], {
      gateway: { ...gateway, platform: () => ({ ...server.platform(), fetch }) },
      env: { WARBLER_PASSWORD: PASSWORD },
    });
    expect(code).toBe(8);
    expect(err).toContain("--ca data/tls/ca.pem");
  });

  test("with a wrong password exits with 3, and keeps nothing", async () => {
    const { server, someone } = await newWorld();
    server.addPerson({ handle: "anna", password: PASSWORD });
    const anna = await someone();
    const env = { WARBLER_PASSWORD: "wrong wrong wrong wrong" };
    expect((await anna.warbler(["login", server.url, "--handle", "anna"], { env })).code).toBe(3);
    expect((await anna.warbler(["whoami"])).code).toBe(3);
  });

  test("asks for the code of an authenticator app until it is right", async () => {
    const { server, someone } = await newWorld();
    server.addPerson({ handle: "anna", password: PASSWORD }).code = "123456";
    const anna = await someone();
    const answers = [PASSWORD, "654321", "123 456"];
    const { code, err } = await anna.warbler(["login", server.url, "--handle", "anna"], { answers });
    expect(err).toContain("wrong or already used");
    expect(code).toBe(0);
    const env = { WARBLER_PASSWORD: PASSWORD };
    expect((await (await someone()).warbler(["login", server.url, "--handle", "anna"], { env })).code).toBe(2);
  });

  test("never replaces a session that is there", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    const { code, err } = await anna.warbler(["login", server.url, "--handle", "bo"]);
    expect(code).toBe(2);
    expect(err).toContain("This profile is signed in as anna");
  });

  test("judges a new password as soon as it is typed, says why, and asks again", async () => {
    const { server, someone } = await newWorld();
    const anna = await someone();
    const answers = ["乌布", "Anna Berg", "anna", "short", "annaberg20260101", PASSWORD, PASSWORD];
    const { code, err } = await anna.warbler(["login", server.setUpLink()], { answers });
    expect(code).toBe(0);
    expect(err).toContain("Expected 15 characters or more, got 5.");
    expect(err).toContain("easy to guess. Add a word or two that nobody expects.");
    expect(err).toContain("A guesser tries first: your names and the organisation's");
  });

  test("asks anew for a password that was typed differently the second time, and gives up after three", async () => {
    const { server, someone } = await newWorld();
    const names = ["乌布", "Anna", "anna"];
    const differ = [PASSWORD, "another one entirely"];
    const anna = await someone();
    const given = await anna.warbler(["login", server.setUpLink()], {
      answers: [...names, ...differ, ...differ, ...differ],
    });
    expect(given.code).toBe(2);
    expect(given.err.match(/are not the same/g)).toHaveLength(3);
    const answers = [...names, ...differ, PASSWORD, PASSWORD];
    expect((await anna.warbler(["login", server.setUpLink()], { answers })).code).toBe(0);
  });

  test("asks for another name that is odd, taken or missing, and for another password that was stolen", async () => {
    const { server, signedIn, someone } = await newWorld();
    const anna = await signedIn("anna", "owner");
    const { link } = (await anna.warbler(["invite", "--json"])).json();
    const stolen = "an honest looking sentence";
    server.state.stolenPasswords.add(stolen);
    const bo = await someone();
    const answers = ["", "Bo", "bo!", "Anna", stolen, stolen, "bo", PASSWORD, PASSWORD];
    const { code, err } = await bo.warbler(["login", link.replace(/^.*\/join/, `${server.url}/join`)], { answers });
    expect(err).toContain("Expected a name of 1 to 100 characters.");
    expect(err).toContain("Expected small letters, digits");
    expect(err).toContain("This sign-in name is taken.");
    expect(err).toContain("on a list of stolen ones");
    expect(code).toBe(0);
  });

  test("asks nothing where nothing is left to set up, or nobody answers", async () => {
    const { server, someone } = await newWorld();
    const anna = await someone();
    const link = server.setUpLink();
    expect((await anna.warbler(["login", link], { answers: ["乌布", "Anna", "anna", PASSWORD, PASSWORD] })).code).toBe(
      0,
    );
    const late = await (await someone()).warbler(["login", link], { answers: [] });
    expect(late.code).toBe(6);
    expect(late.err).toContain("already set up");
    server.reachable = false;
    expect((await (await someone()).warbler(["login", server.url], { answers: [] })).code).toBe(7);
  });

  test("asks for name and password again when they are wrong, but never for what was given", async () => {
    const { server, someone } = await newWorld();
    server.addPerson({ handle: "anna", password: PASSWORD });
    const anna = await someone();
    const answers = ["ana", PASSWORD, "anna", PASSWORD];
    const { code, err } = await anna.warbler(["login", server.url], { answers });
    expect(err).toContain("The name or the password is wrong.");
    expect(code).toBe(0);
    const env = { WARBLER_PASSWORD: "wrong wrong wrong wrong" };
    const script = await (await someone()).warbler(["login", server.url, "--handle", "anna"], { env, answers: [] });
    expect(script.code).toBe(3);
  });

  test("without a person to ask and without a password says how to give one", async () => {
    const { server, someone } = await newWorld();
    const { code, err } = await (await someone()).warbler(["login", server.url, "--handle", "anna"]);
    expect(code).toBe(2);
    expect(err).toContain("--password-stdin");
  });

  test("to a server that does not answer exits with 7", async () => {
    const { server, someone } = await newWorld();
    server.reachable = false;
    const env = { WARBLER_PASSWORD: PASSWORD };
    expect((await (await someone()).warbler(["login", server.url, "--handle", "anna"], { env })).code).toBe(7);
  });
});

describe("logout", () => {
  test("ends the session on the server and here", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    expect(server.state.sessions.size).toBe(1);
    expect((await anna.warbler(["logout"])).code).toBe(0);
    expect(server.state.sessions.size).toBe(0);
    expect((await anna.warbler(["whoami"])).code).toBe(3);
  });
});

describe("password", () => {
  test("is changed from standard input, the present one first", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    const next = "a new and longer password";
    const stdin = `anna likes long passwords\n${next}\n`;
    expect((await anna.warbler(["password", "--password-stdin"], { stdin })).code).toBe(0);
    expect([...server.state.people.values()][0]?.password).toBe(next);
  });

  test("stays when the present one is wrong", async () => {
    const anna = await (await newWorld()).signedIn("anna");
    const next = "a new and longer password";
    const wrong = "not my password at all";
    const { code, err } = await anna.warbler(["password"], { answers: [wrong, next, next, wrong, wrong] });
    expect(code).toBe(3);
    expect(err.match(/The name or the password is wrong/g)).toHaveLength(3);
  });

  test("is asked for again where it is wrong, too short or stolen, and the rest is kept", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    const [stolen, next] = ["an honest looking sentence", "a new and longer password"];
    server.state.stolenPasswords.add(stolen);
    const answers = ["wrong wrong wrong", "short", stolen, stolen, "anna likes long passwords", next, next];
    const { code, err } = await anna.warbler(["password"], { answers });
    expect(err).toContain("Expected 15 characters or more, got 5.");
    expect(err).toContain("on a list of stolen ones");
    expect(code).toBe(0);
    expect([...server.state.people.values()][0]?.password).toBe(next);
  });
});

describe("a session that ended", () => {
  test("exits with 3 and says how to sign in", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    for (const token of server.state.sessions.keys()) server.endSession(token);
    const { code, err } = await anna.warbler(["room", "list"]);
    expect(code).toBe(3);
    expect(err).toContain("warbler login");
  });
});

describe("status, devices, people and invitations", () => {
  test("status shows where, who, what is unread and the size of the log", async () => {
    const anna = await (await newWorld()).signedIn("anna");
    const { code, out } = await anna.warbler(["status"]);
    expect(code).toBe(0);
    expect(out).toMatch(/signed in as +ANNA \(@anna\)/);
    expect((await anna.warbler(["status", "--json"])).json()).toMatchObject({
      handle: "anna",
      state: "online",
      unread: 0,
    });
  });

  test("devices are listed; another's session can be ended, an unknown one not", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    const person = [...server.state.people.values()][0];
    if (person === undefined) throw new Error("expected a person");
    server.signIn(person);
    const { devices } = (await anna.warbler(["devices", "--json"])).json();
    expect(devices).toHaveLength(2);
    const other = devices.find((device: { current: boolean }) => !device.current);
    expect((await anna.warbler(["devices", "end-session", other.sessions[0].id])).code).toBe(0);
    expect((await anna.warbler(["devices", "remove", other.id])).code).toBe(0);
    expect((await anna.warbler(["devices", "remove", "nonsense"])).code).toBe(5);
    expect((await anna.warbler(["devices", "--json"])).json().devices).toHaveLength(1);
  });

  test("people are found by a part of their name", async () => {
    const { server, signedIn } = await newWorld();
    const anna = await signedIn("anna");
    server.addPerson({ handle: "bo", name: "Bo\u202e" });
    const { out } = await anna.warbler(["people", "bo"]);
    expect(out).toContain("@bo");
    expect(out).not.toContain("anna");
  });

  test("invitations are listed and withdrawn", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna", "owner");
    const { id } = (await anna.warbler(["invite", "--json"])).json();
    expect((await anna.warbler(["invite", "list"])).out).toContain(id);
    // By a role of the organisation's own that only invites.
    const bo = await world.signedIn("bo");
    const own = (await bo.warbler(["invite", "--json"])).json().id;
    const { out } = await bo.warbler(["invite", "list"]);
    expect(out).toContain(own);
    expect(out).not.toContain(id);
    expect((await anna.warbler(["invite", "list", "--mine"])).out).not.toContain(own);
    expect((await bo.warbler(["invite", "withdraw", id])).code).toBe(5);
    expect((await bo.warbler(["invite", "withdraw", own])).code).toBe(0);
    expect((await anna.warbler(["invite", "withdraw", id])).code).toBe(0);
    expect((await anna.warbler(["invite", "withdraw", "nonsense"])).code).toBe(5);
  });
});
