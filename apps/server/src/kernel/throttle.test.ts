import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressBlock, createThrottle } from "./throttle.ts";

const limits = { burst: 3, refillMs: 1_000, keys: 10 };

describe("a throttle", () => {
  test("lets a burst through, then tells how long to wait", () => {
    const throttle = createThrottle(limits);
    expect([0, 0, 0, 0].map(() => throttle.take("a", 0))).toEqual([0, 0, 0, 1_000]);
    expect(throttle.take("a", 400)).toBe(600);
    expect(throttle.take("a", 500)).toBe(500);
    expect(throttle.take("a", 1_000)).toBe(0);
    expect(throttle.take("a", 1_000)).toBe(1_000);
  });

  test("a try that was refused costs nothing", () => {
    const throttle = createThrottle(limits);
    for (let tries = 0; tries < 50; tries++) throttle.take("a", 0);
    expect(throttle.take("a", 1_000)).toBe(0);
  });

  test("keys do not hinder each other, and a success starts afresh", () => {
    const throttle = createThrottle(limits);
    for (let tries = 0; tries < 4; tries++) throttle.take("a", 0);
    expect(throttle.take("b", 0)).toBe(0);
    throttle.forgive("a");
    expect(throttle.take("a", 0)).toBe(0);
  });

  test("a long rest refills no more than the burst", () => {
    const throttle = createThrottle(limits);
    throttle.take("a", 0);
    expect([0, 0, 0].map(() => throttle.take("a", 1e9))).toEqual([0, 0, 0]);
    expect(throttle.take("a", 1e9)).toBe(1_000);
  });

  test("a clock that is set back locks nobody out", () => {
    const throttle = createThrottle(limits);
    const hourMs = 3_600_000;
    expect(throttle.take("a", hourMs)).toBe(0);
    expect([0, 0, 0].map(() => throttle.take("a", 0))).toEqual([0, 0, 1_000]);
    expect(throttle.take("a", 1_000)).toBe(0);
  });

  test("when full it forgets the key that was quiet longest", () => {
    const throttle = createThrottle({ ...limits, keys: 2 });
    for (const key of ["a", "b"]) for (let tries = 0; tries < 3; tries++) throttle.take(key, 0);
    throttle.take("a", 0);
    throttle.take("c", 0);
    expect(throttle.take("a", 0)).toBe(1_000);
    expect(throttle.take("b", 0)).toBe(0);
  });

  test("whatever the times, no more pass than burst and refill allow", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 }), (waits) => {
        const throttle = createThrottle(limits);
        let nowMs = 0;
        let passed = 0;
        for (const wait of waits) {
          nowMs += wait;
          if (throttle.take("a", nowMs) === 0) passed++;
        }
        return passed <= limits.burst + nowMs / limits.refillMs;
      }),
    );
  });
});

describe("an address block", () => {
  test("is the /24 of IPv4, plain or mapped into IPv6", () => {
    expect(addressBlock("192.0.2.77")).toBe("192.0.2");
    expect(addressBlock("::ffff:192.0.2.1")).toBe("192.0.2");
    expect(addressBlock("192.0.3.77")).not.toBe("192.0.2");
  });

  test("is the /64 of IPv6, however it is written", () => {
    for (const address of ["2001:db8::1", "2001:db8:0:0:ffff::2", "2001:db8:0:0:1:2:3:4"])
      expect(addressBlock(address)).toBe(addressBlock("2001:db8::"));
    expect(addressBlock("2001:db8:0:1::1")).not.toBe(addressBlock("2001:db8::1"));
    expect(addressBlock("::1")).toBe("0:0:0:0");
  });
});
