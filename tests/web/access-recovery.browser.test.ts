/** Lost access on the screen: the officer's link, the person's notice, the page of the link, and the new password. */
import { afterAll, expect, test } from "vitest";
import { chromium } from "../../tools/browser/chromium.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type Window } from "./web-world.ts";

const here = chromium();
const isThere = !("missing" in here);
const world = isThere ? await startWebWorld({ viewport: { width: 1280, height: 720 } }) : undefined;
afterAll(() => world?.[Symbol.asyncDispose]());

const speak = async ({ page }: Window, language: string) => {
  await page.goto(`${world?.url}/settings/appearance`);
  await page.getByRole("radio", { name: language }).click();
};

test.skipIf(!isThere)(
  "a person refuses one recovery, lets another be used at once, and comes back by its link",
  async () => {
    if (world === undefined) return;
    const found: string[] = [];
    const anna = await world.setUp("Anna Lind");
    const bob = await world.join(anna, "Bob Berg");
    await expect.poll(() => bob.page.getByText("needs to be let in").count()).toBe(0);

    const start = async (reason: string): Promise<string> => {
      await anna.page.goto(`${world.url}/admin/access`);
      await anna.press("Recover somebody's access");
      const dialog = anna.page.getByRole("dialog");
      await dialog.getByRole("button", { name: /Bob Berg/ }).click();
      await dialog.getByLabel(/^Why\?/).fill(reason);
      if (reason === "a test") await lookAt(anna, "access-start", found);
      await anna.press("Make the link");
      await dialog.getByText("Pass this on to Bob Berg").waitFor();
      const link = await dialog.locator("code").innerText();
      if (reason === "a test") await lookAt(anna, "access-made", found);
      await anna.press("Done");
      return link;
    };

    await start("a test");
    const notice = bob.page.getByRole("alert").filter({ hasText: "Anna Lind started a recovery of your access" });
    await notice.getByText("a test").waitFor();
    await lookAt(bob, "access-notice", found);
    await bob.press("It was not me");
    await notice.waitFor({ state: "detached" });
    await anna.page.reload();
    await anna.page.getByText("Refused", { exact: true }).waitFor();
    await lookAt(anna, "access-console", found);

    const link = await start("the laptop broke");
    const fresh = await world.open();
    await fresh.page.goto(link);
    await fresh.page.getByRole("heading", { name: "A new password for Bob Berg" }).waitFor();
    const number = await fresh.page.locator("output").innerText();
    await lookAt(fresh, "access-waits", found);
    await bob.press("That is me");
    await bob.page.getByLabel("Number on the page of the link").fill(number);
    await lookAt(bob, "access-confirm", found);
    await bob.press("Let it be used");
    await fresh.page.getByLabel("New password", { exact: true }).fill("nine blue herons at dusk");
    await lookAt(fresh, "access-open", found);
    await fresh.press("Set the password and sign in");
    await fresh.page.getByRole("navigation", { name: "Rooms" }).waitFor();
    await fresh.page.getByText("a new password was set with a recovery link that Anna Lind started").waitFor();
    await lookAt(fresh, "access-used", found);
    await fresh.press("I know");
    // The window that was there before is signed out at once.
    await bob.page.getByRole("dialog").getByLabel("Password", { exact: true }).waitFor();
    const again = await world.open();
    await again.page.goto(link);
    await again.page.getByRole("heading", { name: "This link does not work" }).waitFor();
    await lookAt(again, "access-over", found);
    expect(found).toEqual([]);
  },
);

test.skipIf(!isThere)("the same screens in Chinese have nothing against them", async () => {
  if (world === undefined) return;
  const found: string[] = [];
  const [anna] = world.windows;
  if (anna === undefined) throw new Error("expected the owner's window");
  await anna.page.goto(world.url);
  const carol = await world.join(anna, "Carol Chen");
  await speak(carol, "中文");
  await speak(anna, "中文");
  await anna.page.goto(`${world.url}/admin/access`);
  await anna.press("恢复某人的访问");
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Carol Chen/ }).click();
  await dialog.getByLabel(/^原因/).fill("电脑坏了");
  await anna.press("生成链接");
  const link = await dialog.locator("code").innerText();
  await lookAt(anna, "access-made-zh", found);
  await anna.press("完成");
  await anna.page.getByText("进行中", { exact: true }).waitFor();
  await lookAt(anna, "access-console-zh", found);
  await anna.page.goto(`${world.url}/admin/sign-in`);
  await anna.page.getByLabel("访问恢复的等待小时数").waitFor();
  await lookAt(anna, "access-rules-zh", found);
  await carol.page.goto(world.url);
  await carol.page.getByText("已发起对您账号的访问恢复").waitFor();
  await lookAt(carol, "access-notice-zh", found);
  await carol.press("是我本人");
  await carol.page.getByLabel("链接页面上的号码").waitFor();
  await lookAt(carol, "access-confirm-zh", found);
  const fresh = await world.open({ locale: "zh-CN" });
  await fresh.page.goto(link);
  await fresh.page.getByRole("heading", { name: "为 Carol Chen 设置新密码" }).waitFor();
  await lookAt(fresh, "access-waits-zh", found);
  expect(found).toEqual([]);
});
