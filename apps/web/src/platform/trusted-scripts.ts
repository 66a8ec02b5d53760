/**
 * Trusted Types: the one policy of the page, `default`. It lets the named worker scripts run and refuses every other text
 * that would become code or markup, so nothing that a message says can.
 */
interface Policies {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): unknown;
}

export function trustOnly(scripts: readonly string[]): void {
  const trusted = new Set(scripts.map((path) => new URL(path, location.origin).href));
  const policies: unknown = Reflect.get(globalThis, "trustedTypes");
  if (!isPolicies(policies)) return;
  policies.createPolicy("default", {
    createScriptURL(url) {
      const whole = new URL(url, location.origin).href;
      if (trusted.has(whole)) return whole;
      throw new TypeError("this script is none of ours");
    },
  });
}

function isPolicies(value: unknown): value is Policies {
  return typeof value === "object" && value !== null && "createPolicy" in value;
}
