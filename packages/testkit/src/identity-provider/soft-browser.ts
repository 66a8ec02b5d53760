/** A browser without a screen: it follows where it is sent and keeps cookies, until it is somewhere that the test waits for. */
import { request } from "node:https";
import { text } from "node:stream/consumers";

export interface SoftBrowser {
  /** Follows `url` until an address begins with one of `ends`; that address, unopened. */
  follow(url: string, ends: readonly string[]): Promise<URL>;
  /** The page at `url`, or what comes of sending a form there. */
  page(url: string, form?: Readonly<Record<string, string>>): Promise<string>;
}

const MOST_HOPS = 20;

export function softBrowser(ca: string): SoftBrowser {
  const cookies = new Map<string, Map<string, string>>();
  const open = (url: URL, form?: string) =>
    new Promise<{ readonly location: string | undefined; readonly body: string }>((resolve, reject) => {
      const jar = cookies.get(url.host) ?? new Map<string, string>();
      cookies.set(url.host, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = {
        ...(cookie !== "" && { cookie }),
        ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
      };
      const call = request(url, { ca, headers, method: form === undefined ? "GET" : "POST" }, (answer) => {
        for (const one of answer.headers["set-cookie"] ?? []) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
          if (value === "") jar.delete(name);
          else jar.set(name, value);
        }
        const { location } = answer.headers;
        text(answer).then((body) => resolve({ location, body }), reject);
      });
      call.on("error", reject);
      call.end(form);
    });
  return {
    page: async (url, form) =>
      (await open(new URL(url), form === undefined ? undefined : new URLSearchParams(form).toString())).body,
    async follow(first, ends) {
      let url = new URL(first);
      for (let hops = 0; hops < MOST_HOPS; hops++) {
        if (ends.some((end) => url.href.startsWith(end))) return url;
        const { location: next } = await open(url);
        if (next === undefined) throw new Error(`expected to be sent on, stayed at ${url.origin}${url.pathname}`);
        url = new URL(next, url);
      }
      throw new Error(`expected an end, was sent on ${MOST_HOPS} times`);
    },
  };
}
