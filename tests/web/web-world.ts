/** The web client as people meet it: a real server, a real Chromium, and a window for each person. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, invitation, password, type Warbler } from "@warbler/sdk";
import { fetchLocalCa, nodePlatform } from "@warbler/sdk/node";
import { serverApart } from "@warbler/testkit";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { chromium as chromiumHere, chromiumShell } from "../../tools/browser/chromium.ts";
import { root } from "../../tools/command.ts";
import { freshenWebClient } from "../../tools/web-client.mjs";

/** What Playwright turns off by the same switch, of which the last one counts. */
const OFF_BY_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "PreconnectToSearch",
];
/** Lists under an address bar that nobody sees: two more processes for each window. */
const OFF_HERE = ["AimEnabled", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"];

export const PASSWORD = "seven green birds at noon";

export type WebWorld = Awaited<ReturnType<typeof startWebWorld>>;

/** One person's window, and what its console complained of. */
export class Window {
  readonly page: Page;
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(error.stack || error.message || "an error that says nothing"));
    page.on("console", (line) => line.type() === "error" && this.complaints.push(line.text()));
  }

  /** The box one writes in. */
  get box(): Locator {
    return this.page.locator("main textarea").first();
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /** The row of a message. */
  message(text: string): Locator {
    return this.page.locator("article", { hasText: text });
  }

  async sees(text: string): Promise<void> {
    await this.message(text).first().waitFor();
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Opens what can be done with a message, and chooses. */
  async choose(text: string, action: string): Promise<void> {
    const row = this.message(text).last();
    await row.hover();
    await row.getByRole("button", { name: "More" }).click();
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  /** A security key of the window's own: what asks for a passkey gets it at once. */
  async plugInKey({ hasPrf }: { readonly hasPrf: boolean }): Promise<void> {
    const cdp = await this.page.context().newCDPSession(this.page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        hasPrf,
      },
    });
  }

  async openRoom(name: string): Promise<void> {
    await this.page.locator("nav").getByRole("link", { name }).click();
    await this.page.getByRole("heading", { level: 1, name }).waitFor();
  }
}

interface WorldOptions extends BrowserContextOptions {
  /** Chromium with all it has (windows, PDFs, a microphone and a camera), not its headless shell. */
  readonly wholeChromium?: boolean;
}

/**
 * Nothing moves unless asked: people who want it so wait for nothing, and neither do tests. The service worker, which fetches and
 * keeps some 290 files for each window, is there in the whole of Chromium and where a test asks for it: it costs a sixth of the time.
 */
export async function startWebWorld({ wholeChromium = false, ...options }: WorldOptions = {}) {
  freshenWebClient(root, process.execPath);
  const folder = await mkdtemp(join(tmpdir(), "warbler-web-"));
  let server = await serverApart({ WARBLER_DATA: folder, WARBLER_PORT: "0" }, true);
  const { url, setUpLink = "" } = server;
  const startAgain = async () => {
    server = await serverApart({ WARBLER_DATA: folder, WARBLER_PORT: new URL(url).port }, false);
  };
  const browser = await launchBrowser(wholeChromium);
  const windows: Window[] = [];

  /** A window that knows nobody yet. */
  const open = async (more: BrowserContextOptions = {}): Promise<Window> => {
    const asAlways = {
      ignoreHTTPSErrors: true,
      locale: "en-US",
      reducedMotion: "reduce",
      serviceWorkers: wholeChromium ? "allow" : "block",
    } as const;
    const context = await browser.newContext({ ...asAlways, ...options, ...more });
    context.setDefaultTimeout(60_000);
    const window = new Window(await context.newPage());
    windows.push(window);
    return window;
  };

  const enrolBy = async (owner: Warbler, room: string, handle: string, name: string) => {
    const wanted = (await owner.rooms()).find((one) => one.name === room);
    const { token } = await owner.api("invite", { role: "member", rooms: wanted === undefined ? [] : [wanted.id] });
    const auth = invitation(token, { handle, name, password: PASSWORD, device: { name: "script" } });
    const platform = nodePlatform({ ca: await fetchLocalCa(url, server.fingerprint) });
    await using _joined = await connect(url, { auth, platform });
  };

  return {
    url,
    /** The server's data folder. */
    folder,
    windows,
    /** The SDK as somebody uses it outside the browser, signed in with the password. */
    async sdk(handle: string): Promise<Warbler> {
      const platform = nodePlatform({ ca: await fetchLocalCa(url, server.fingerprint) });
      return connect(url, { auth: password(handle, PASSWORD, { name: "script" }), platform });
    },
    open,
    /** Somebody in a room of the owner's who has an account, and neither a window nor keys yet. */
    async enrol(owner: string, room: string, { handle, name }: { readonly handle: string; readonly name: string }) {
      await using me = await this.sdk(owner);
      await enrolBy(me, room, handle, name);
    },
    /** So many people more, likewise. */
    async crowd(owner: string, room: string, count: number): Promise<void> {
      await using me = await this.sdk(owner);
      for (let number = 1; number <= count; number++) await enrolBy(me, room, `crowd${number}`, `Crowd ${number}`);
    },
    /** Sets the organisation up and gives the owner's window. */
    async setUp(name = "Anna Lind", more: BrowserContextOptions = {}): Promise<Window> {
      const window = await open(more);
      const { page } = window;
      await page.goto(setUpLink);
      await page.getByLabel("Name of the organisation").fill("Ada Works");
      await fillIn(page, name);
      await window.press("Set up");
      await page.getByRole("navigation", { name: "Rooms" }).waitFor();
      return window;
    },
    /** Has somebody invited, into the rooms named, and gives their window: at the server, or at the end of a cable. */
    async join(
      by: Window,
      name: string,
      rooms: readonly string[] = [],
      { role, at = url, ...more }: BrowserContextOptions & { readonly role?: "Guest"; readonly at?: string } = {},
    ) {
      await by.page.getByRole("button", { name: "New", exact: true }).click();
      await by.page.getByRole("menuitem", { name: "Invite someone" }).click();
      if (role !== undefined) await by.page.getByRole("radio", { name: role }).check();
      for (const room of rooms) await by.page.getByRole("checkbox", { name: room }).check();
      await by.press("Make the link");
      const link = await by.page.getByRole("dialog").locator("code").innerText();
      await by.press("Done");
      const window = await open(more);
      await window.page.goto(link.replace(url, at));
      await fillIn(window.page, name);
      await window.press("Join");
      await window.page.getByRole("navigation", { name: "Rooms" }).waitFor();
      return window;
    },
    async newRoom(by: Window, name: string, { endToEndWith }: { endToEndWith?: string } = {}): Promise<void> {
      await by.page.getByRole("button", { name: "New", exact: true }).click();
      await by.page.getByRole("menuitem", { name: "New room" }).click();
      await by.page.getByRole("dialog").getByLabel("Name", { exact: true }).fill(name);
      const level = endToEndWith === undefined ? /Sealed by the server/ : /End-to-end encrypted/;
      await by.page.getByRole("radio", { name: level }).check();
      if (endToEndWith !== undefined)
        await by.page.getByRole("dialog").getByRole("button", { name: endToEndWith }).click();
      await by.press("Make the room");
      await by.page.getByRole("heading", { level: 1, name }).waitFor();
    },
    /** Anna and Bob in a room, and something that Anna has said there and Bob has seen. */
    async two(
      room: string,
      said: string,
      { endToEnd = false } = {},
    ): Promise<{ readonly anna: Window; readonly bob: Window }> {
      const anna = await this.setUp("Anna Lind");
      if (!endToEnd) await this.newRoom(anna, room);
      const bob = await this.join(anna, "Bob Berg", endToEnd ? [] : [room]);
      if (endToEnd) {
        await anna.page.reload();
        await this.newRoom(anna, room, { endToEndWith: "Bob Berg" });
      }
      await bob.openRoom(room);
      await anna.say(said);
      await bob.sees(said);
      return { anna, bob };
    },
    async signIn(window: Window, handle: string): Promise<void> {
      await window.page.getByLabel("Sign-in name").fill(handle);
      await window.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await window.press("Sign in");
      await window.page.getByRole("navigation", { name: "Rooms" }).waitFor();
    },
    /** The server ends at once, as with a power cut, and comes back when the promise's function is called. */
    async killServer(): Promise<() => Promise<void>> {
      await server.kill();
      return startAgain;
    },
    /** The server goes away, and comes back when the promise's function is called. */
    async stopServer(): Promise<() => Promise<void>> {
      await server.stop();
      return startAgain;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export async function launchBrowser(isWhole = false): Promise<Browser> {
  const here = isWhole ? chromiumHere() : chromiumShell();
  if ("missing" in here) throw new Error(here.missing);
  const args = [
    "--no-sandbox",
    "--ignore-certificate-errors",
    "--use-fake-device-for-media-stream",
    `--disable-features=${[...OFF_BY_PLAYWRIGHT, ...OFF_HERE].join(",")}`,
  ];
  return chromium.launch({ executablePath: here.path, args });
}

async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Sign-in name").fill(name.split(" ")[0]?.toLowerCase() ?? name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
}
