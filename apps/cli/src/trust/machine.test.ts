/** The steps of `trust`, done by programs of the test's own. */
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../testing/run-cli.ts";
import { personBehindSudo, takeSteps } from "./machine.ts";
import { chromiumSteps, type Machine, systemSteps } from "./trust-steps.ts";

/** A machine whose programs note how they were called, and end as told. */
async function machineWith(ends: Readonly<Record<string, number>>) {
  const folder = await newFolder();
  const [programs, home, store] = ["bin", "home", "store"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [programs, home, store]) await mkdir(each);
  const log = join(folder, "log");
  await writeFile(log, "");
  for (const [name, code] of Object.entries(ends)) {
    const script = `#!/bin/sh\necho "${name} $*" >> ${log}\n[ "$1" = -A ] && cat >> ${log}\nexit ${code}\n`;
    await writeFile(join(programs, name), script);
    await chmod(join(programs, name), 0o755);
  }
  const machine: Machine = {
    platform: "linux",
    homeFolder: home,
    debianFolder: store,
    hasCertutil: true,
    hasNssDatabase: false,
  };
  const env = { PATH: `${programs}:/usr/bin:/bin` };
  return { machine, env, store, home, called: async () => (await readFile(log, "utf8")).trim().split("\n") };
}
const request = { pem: "PEM\n", pemFile: "/data/ca.pem", fingerprint: "ab".repeat(32), remove: false };
const listsFor = (machine: Machine) => [chromiumSteps(request, machine), systemSteps(request, machine) ?? []];

test("Chromium's database is made and told, then the system's store", async () => {
  const { machine, env, called, store, home } = await machineWith({ certutil: 0, "update-ca-certificates": 0 });
  const { done, failed } = await takeSteps(listsFor(machine), env);
  expect(failed).toEqual([]);
  expect(done).toHaveLength(5);
  const database = `sql:${home}/.pki/nssdb`;
  expect(await called()).toEqual([
    `certutil -N -d ${database} --empty-password`,
    `certutil -A -d ${database} -n Warbler abababababababab -t C,, -a`,
    "PEM",
    "update-ca-certificates",
  ]);
  expect(await readdir(store)).toEqual(["warbler-abababababababab.crt"]);
});

test("a store that cannot be changed does not keep Chromium from being told", async () => {
  const { machine, env, called } = await machineWith({ certutil: 0, "update-ca-certificates": 0 });
  const lists = listsFor({ ...machine, debianFolder: "/dev/null" });
  const { done, failed } = await takeSteps(lists, env);
  expect(done).toHaveLength(3);
  expect(failed).toEqual([{ step: "write /dev/null/warbler-abababababababab.crt", needsRights: false }]);
  expect((await called()).at(-1)).toBe("PEM");
});

test("what rests on a failed step is left, the rest is done", async () => {
  const { machine, env, called } = await machineWith({ certutil: 1, "update-ca-certificates": 0 });
  const { done, failed } = await takeSteps(listsFor(machine), env);
  expect(failed.map(({ step }) => step)).toEqual([expect.stringContaining("certutil -N")]);
  expect(done.at(-1)).toBe("update-ca-certificates");
  expect((await called()).some((line) => line.startsWith("certutil -A"))).toBe(false);
});

test("behind sudo stands who called it, with their home", async () => {
  const { env } = await machineWith({});
  const [programs] = env.PATH.split(":");
  const passwd = "anna:x:1234:1235:Anna,,,:/people/anna:/bin/bash";
  await writeFile(join(programs ?? "", "getent"), `#!/bin/sh\n[ "$2" = anna ] && echo '${passwd}' || exit 2\n`);
  await chmod(join(programs ?? "", "getent"), 0o755);
  const anna = { uid: 1234, gid: 1235, homeFolder: "/people/anna" };
  expect(await personBehindSudo({ ...env, SUDO_USER: "anna" })).toEqual(anna);
  for (const name of ["", "root", "nobody-here"])
    expect(await personBehindSudo({ ...env, SUDO_USER: name })).toBeUndefined();
  expect(await personBehindSudo(env)).toBeUndefined();
});
