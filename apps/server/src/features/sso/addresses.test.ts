import { expect, test } from "vitest";
import { mayAsk } from "./addresses.ts";

test("addresses of the internet may be asked", () => {
  for (const address of ["93.184.215.14", "8.8.8.8", "172.32.0.1", "2606:4700::1111"])
    expect(mayAsk(address, false), address).toBe(true);
});

test("addresses of a private network only where the organisation said so", () => {
  for (const address of [
    "127.0.0.1",
    "127.9.9.9",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
  ])
    expect([mayAsk(address, false), mayAsk(address, true)], address).toEqual([false, true]);
  for (const address of ["::1", "fc00::1", "fd12:3456::1"])
    expect([mayAsk(address, false), mayAsk(address, true)], address).toEqual([false, true]);
});

test("a cloud's metadata, link-local, multicast and IPv4 hidden in IPv6 are never asked", () => {
  const never = ["169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "fe80::1", "ff02::1", "::"];
  const hidden = [
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "not an address",
    "",
  ];
  for (const address of [...never, ...hidden]) expect(mayAsk(address, true), address).toBe(false);
});
