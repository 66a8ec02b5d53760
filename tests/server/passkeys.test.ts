import { type Lies, openWorld, PASSWORD, type RawMember, SoftPasskey } from "@warbler/testkit";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const device = raw.newPerson("any").device;
let names = 0;

// Tries are counted in time; each test begins after a long rest.
beforeEach(() => world.clock.pass(60 * 60_000));

const someone = () => raw.join(`person${names++}`);
const newKey = (algorithm?: -7 | -48) => new SoftPasskey(world.url, algorithm);

async function added(person: RawMember, key = newKey(), lies: Lies = {}) {
  const { ticket, passkey } = (await person.call("askNewPasskey")).body;
  return person.call("addPasskey", {}, { ticket, name: "laptop", passkey: key.create(passkey, lies) });
}
async function personWithKey() {
  const [person, key] = [await someone(), newKey()];
  const { id } = (await added(person, key)).body;
  return { person, key, id };
}
async function signedIn(key: SoftPasskey, lies: Lies = {}) {
  const { ticket, passkey } = (await raw.call("askPasskey")).body;
  return raw.call("signInByPasskey", { body: { ticket, passkey: key.get(passkey, lies), device } });
}

describe("a passkey", () => {
  test("signs in whom it is of, without a name or a password", async () => {
    const { person, key } = await personWithKey();
    const { status, body } = await signedIn(key);
    expect(status).toBe(200);
    expect(body.account).toBe(person.account);
    expect((await raw.personOf(body).call("me")).body.id).toBe(person.account);
  });

  test("is the second factor beside the password from then on", async () => {
    const { person, key } = await personWithKey();
    const handle = (await person.call("me")).body.handle;
    const { ask } = (await raw.signIn(handle)).body;
    expect(ask.kinds).toEqual(["passkey"]);
    const proof = { kind: "passkey", passkey: key.get(ask.passkey) } as const;
    const proved = await raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } });
    expect(proved.body.account).toBe(person.account);
    expect(await raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } })).toMatchObject({
      code: "proof-over",
    });
  });

  test("of ML-DSA-44 is offered first, made and used", async () => {
    const [person, key] = [await someone(), newKey(-48)];
    const { ticket, passkey } = (await person.call("askNewPasskey")).body;
    expect(passkey.algorithms[0]).toBe(-48);
    const body = { ticket, name: "quantum", passkey: key.create(passkey) };
    expect((await person.call("addPasskey", {}, body)).body).toMatchObject({ name: "quantum", algorithm: -48 });
    expect((await signedIn(key)).body.account).toBe(person.account);
  });

  test("is one of several, listed, named and removed", async () => {
    const { person, key, id } = await personWithKey();
    await added(person);
    await signedIn(key);
    await person.call("renamePasskey", { passkey: id }, { name: "phone" });
    const { passkeys } = (await person.call("factors")).body;
    expect(passkeys.map((one: { name: string }) => one.name)).toEqual(["phone", "laptop"]);
    expect(passkeys[0].usedAtMs).toBeGreaterThan(0);
    expect(await person.call("removePasskey", { passkey: id })).toMatchObject({ status: 204 });
    expect(await signedIn(key)).toMatchObject({ code: "proof-wrong" });
  });

  test("is made once: a second account cannot claim its id", async () => {
    const { key } = await personWithKey();
    expect(await added(await someone(), newKey(), { id: key.id })).toMatchObject({ code: "id-reused" });
  });

  test("of another person is neither named nor removed", async () => {
    const [{ id, key }, other] = [await personWithKey(), await someone()];
    expect(await other.call("renamePasskey", { passkey: id }, { name: "mine" })).toMatchObject({ code: "not-found" });
    expect(await other.call("removePasskey", { passkey: id })).toMatchObject({ code: "not-found" });
    expect(await signedIn(key)).toMatchObject({ status: 200 });
  });
});

describe("a passkey is refused, when it is made and when it is used,", () => {
  const lies: readonly (readonly [how: string, lies: Lies])[] = Object.entries({
    "for another origin": { origin: "https://warbler.example" },
    "for another port": { origin: "https://localhost:1" },
    "for another name": { rpId: "warbler.example" },
    "for another challenge": { challenge: Buffer.alloc(32, 7).toString("base64url") },
    "for another ceremony": { type: "payment.get" },
    "in a frame of another page": { crossOrigin: true },
    "without the person verified": { userVerified: false },
    "without the person there": { userPresent: false, userVerified: false },
  });
  test.for(lies)("%s", async ([_how, lie]) => {
    expect(await added(await someone(), newKey(), lie)).toMatchObject({ code: "proof-wrong" });
    const { key } = await personWithKey();
    expect(await signedIn(key, lie)).toMatchObject({ code: "proof-wrong" });
    expect(await signedIn(key)).toMatchObject({ status: 200 });
  });

  test("with a challenge that served already, or is too old", async () => {
    const { key } = await personWithKey();
    const { ticket, passkey } = (await raw.call("askPasskey")).body;
    const body = { ticket, passkey: key.get(passkey), device };
    const both = await Promise.all([raw.call("signInByPasskey", { body }), raw.call("signInByPasskey", { body })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 410]);
    const late = (await raw.call("askPasskey")).body;
    world.clock.pass(6 * 60_000);
    expect(
      await raw.call("signInByPasskey", { body: { ticket: late.ticket, passkey: key.get(late.passkey), device } }),
    ).toMatchObject({ code: "proof-over" });
  });
});

describe("a passkey that is used is refused", () => {
  test("when its count does not rise: it was copied", async () => {
    const { key } = await personWithKey();
    expect(await signedIn(key, { count: 9 })).toMatchObject({ status: 200 });
    for (const count of [9, 3, 0]) expect(await signedIn(key, { count })).toMatchObject({ code: "proof-wrong" });
    expect(await signedIn(key, { count: 10 })).toMatchObject({ status: 200 });
  });

  test("when it says that it is another person's", async () => {
    const [{ key }, other] = [await personWithKey(), await someone()];
    expect(await signedIn(key, { user: other.account })).toMatchObject({ code: "proof-wrong" });
  });

  test("when it is not the one whose id it tells", async () => {
    const [mine, other] = [await personWithKey(), await personWithKey()];
    expect(await signedIn(mine.key, { id: other.key.id, user: other.person.account })).toMatchObject({
      code: "proof-wrong",
    });
  });

  test("when it is another person's, beside a password", async () => {
    const [mine, other] = [await personWithKey(), await personWithKey()];
    const handle = (await mine.person.call("me")).body.handle;
    const { ask } = (await raw.signIn(handle)).body;
    const proof = { kind: "passkey", passkey: other.key.get(ask.passkey) } as const;
    expect(await raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } })).toMatchObject({
      code: "proof-wrong",
    });
  });
});

test("a challenge for a new passkey is of the person who asked for it", async () => {
  const [one, two] = [await someone(), await someone()];
  const { ticket, passkey } = (await one.call("askNewPasskey")).body;
  const body = { ticket, name: "stolen", passkey: newKey().create(passkey) };
  expect(await two.call("addPasskey", {}, body)).toMatchObject({ code: "proof-over" });
});

test("signing in by a passkey needs a device of one's own, as by a password", async () => {
  const [{ key }, other] = [await personWithKey(), await someone()];
  const { ticket, passkey } = (await raw.call("askPasskey")).body;
  const body = {
    ticket,
    passkey: key.get(passkey),
    device: { id: other.device as never, ticket, signature: "A".repeat(86) },
  };
  expect(await raw.call("signInByPasskey", { body })).toMatchObject({ code: "sign-in-failed" });
  expect(await raw.signIn("nobody", PASSWORD)).toMatchObject({ code: "sign-in-failed" });
});
