import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedFolder, serveFolder } from "../../src/bench/browser/serve-folder.js";
import { environmentOf } from "../../src/pages/playground/environments.js";
import type { RateChange } from "../../src/pages/playground/link.js";
import { readHash } from "../../src/pages/playground/read-link.js";
import { recordedAgent } from "../../src/pages/playground/settings.js";
import { Trainer } from "../../src/pages/playground/worker/trainer.js";
import { Chromium, seriousFindings } from "./chromium.js";
import { Heaps } from "./heaps.js";

const root = join(import.meta.dirname, "../..");
const PAIR = "rules=backprop,weight-max";

interface SavedCurve {
  readonly rule: string;
  readonly changes: readonly RateChange[];
  readonly steps: number;
  readonly episodes: number;
  readonly binWidth: number;
  readonly curve: readonly (readonly [number, number, number, number])[];
}

let server: ServedFolder;
const chromium = new Chromium();

beforeAll(async () => {
  // Deep below a server's root, as people put it.
  server = await serveFolder(join(root, "dist/pages/playground"), "/some/where");
});
afterAll(async () => {
  server?.close();
});

/** A page at a link. */
const open = (hash: string, options: BrowserContextOptions = {}): Promise<Page> =>
  chromium.open(server.address + hash, options);

/** Until each team has taken so many steps. */
async function stepped(page: Page, steps: number): Promise<void> {
  await page.waitForFunction(
    (least) => {
      const all = [...document.querySelectorAll(".facts div:nth-child(2) dd")];
      return all.length > 0 && all.every((dd) => Number(dd.textContent!.replaceAll(/\D/g, "")) >= least);
    },
    steps,
    { timeout: 60_000 },
  );
}

async function saved(page: Page): Promise<SavedCurve[]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save curves" }).click(),
  ]);
  return JSON.parse(readFileSync(await download.path(), "utf8")).curves;
}

/** The same run in Node, to the same number of episodes. */
async function inNode(
  hash: string,
  { rule, episodes }: SavedCurve,
): Promise<Pick<SavedCurve, "binWidth" | "curve">> {
  const { place } = readHash(hash);
  if (place.view !== "play") throw new Error(hash);
  const { env, seed, changes } = place.setup;
  const trainer = new Trainer({
    env,
    rule,
    seed,
    config: recordedAgent(env, rule),
    changes: changes[rule] ?? [],
  });
  await trainer.advance(() => trainer.tracker.completed >= episodes);
  const { binWidth, points } = trainer.bins.curve();
  return {
    binWidth,
    curve: points.map(({ episode, step, meanReturn, meanLength }) => [episode, step, meanReturn, meanLength]),
  };
}

const hashOf = (page: Page): string => new URL(page.url()).hash;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const lastReturns = ({ curve }: SavedCurve): number =>
  mean(curve.slice(-10).map(([, , meanReturn]) => meanReturn));

describe("the playground in Chromium", () => {
  it("opens with two rules that learn CartPole within a minute, slowly enough to be watched", async () => {
    const page = await open("");
    await stepped(page, 1);
    const began = performance.now();
    await page.waitForTimeout(3000);
    const early = await saved(page);
    const { lapse } = environmentOf("CartPole-v1");
    for (const { steps } of early) {
      // A second more than has passed: steps begin before they are seen.
      expect(steps).toBeLessThan(lapse * ((performance.now() - began) / 1000 + 1));
    }
    // What is to be learned is not yet learned when someone has looked where things are.
    for (const curve of early) expect(lastReturns(curve), curve.rule).toBeLessThan(200);
    await stepped(page, 60_000);
    const took = (performance.now() - began) / 1000;
    const curves = await saved(page);
    expect(curves.map(({ rule }) => rule)).toEqual(["backprop", "weight-max"]);
    const ends = curves.map((saved, k) => {
      const [then, last] = [lastReturns(early[k]!), lastReturns(saved)];
      console.log(
        `${saved.rule}: after 3 s ${then.toFixed(0)}, after ${took.toFixed(0)} s ${last.toFixed(0)}`,
      );
      expect(last).toBeGreaterThan(then + 30);
      return last;
    });
    expect(took).toBeLessThan(60);
    expect(Math.max(...ends)).toBeGreaterThan(150);
    // What is watched moves, and the networks are drawn.
    const frame = page.locator(".frame").first();
    const before = await frame.innerHTML();
    await expect.poll(() => frame.innerHTML()).not.toBe(before);
    const inked = await page.locator(".canvases canvas").evaluateAll((all) =>
      (all as HTMLCanvasElement[]).map((canvas) =>
        canvas
          .getContext("2d")!
          .getImageData(0, 0, canvas.width, canvas.height)
          .data.some((byte) => byte > 0),
      ),
    );
    expect(inked).toEqual([true, true, true, true]);
  });

  it("is at full speed after one key", async () => {
    const page = await open("");
    await stepped(page, 1);
    expect(hashOf(page)).not.toContain("speed");
    await page.getByRole("radio", { name: "Time lapse" }).press("ArrowRight");
    await expect.poll(() => hashOf(page)).toContain("speed=full");
    const [began, [before]] = [performance.now(), await saved(page)];
    await page.waitForTimeout(2000);
    const [[after], ended] = [await saved(page), performance.now()];
    const perSecond = (1000 * (after!.steps - before!.steps)) / (ended - began);
    expect(perSecond).toBeGreaterThan(environmentOf("CartPole-v1").lapse);
  });

  it("makes one change of what a slider is moved by, and one step back", async () => {
    const page = await open(`#/?env=CartPole-v1&${PAIR}&seed=11&speed=real`);
    await stepped(page, 10);
    const length = await page.evaluate(() => history.length);
    const [whole, output] = ["Learning rates", "Output layer"].map((name) =>
      page.locator(".arm").nth(1).getByRole("slider", { name, includeHidden: true }),
    );
    const changes = (): string[] => hashOf(page).match(/change=[^&]+/g) ?? [];
    await whole!.focus();
    for (let k = 0; k < 5; k++) await page.keyboard.press("ArrowRight");
    await expect.poll(changes).toEqual([expect.stringMatching(/^change=weight-max@\d+\*5.66,5.66,5.66,1$/)]);
    // While it goes on: a change more, for steps were taken between the two, and the same entry of the history.
    await page.keyboard.press("ArrowRight");
    await expect.poll(changes).toHaveLength(2);
    expect(changes()[1]).toMatch(/\*8,8,8,1$/);
    expect(await page.evaluate(() => history.length)).toBe(length + 1);
    // Another rate's is an entry of its own.
    await page.locator(".arm").nth(1).locator("summary").click();
    await output!.press("ArrowLeft");
    await expect.poll(changes).toHaveLength(3);
    expect(changes()[2]).toMatch(/\*8,8,5.66,1$/);
    expect(await page.evaluate(() => history.length)).toBe(length + 2);
    await page.goBack();
    await expect.poll(changes).toHaveLength(2);
    await page.goBack();
    await expect.poll(changes).toEqual([]);
    // Also where the other slider is moved at once.
    const before = await page.evaluate(() => history.length);
    await page.evaluate(() => history.pushState(null, "", location.hash));
    await whole!.press("ArrowRight");
    await output!.press("ArrowLeft");
    await expect.poll(changes).toHaveLength(2);
    expect(await page.evaluate(() => history.length)).toBe(before + 1);
    await page.goBack();
    await expect.poll(changes).toHaveLength(1);
    // What was chosen just before going back is taken back, too.
    await whole!.press("ArrowRight");
    await page.goBack();
    await page.waitForTimeout(700);
    expect(changes()).toEqual([]);

    await page.getByRole("button", { name: "Pause" }).click();
    await whole!.press("ArrowRight");
    await expect.poll(changes).toEqual([expect.stringMatching(/\*1.41,1.41,1.41,1$/)]);
    await whole!.press("ArrowRight");
    await expect.poll(changes).toEqual([expect.stringMatching(/\*2,2,2,1$/)]);
    await whole!.press("ArrowLeft");
    // Restarts with what was just chosen.
    await page.getByRole("button", { name: "Restart" }).click();
    expect(changes()).toEqual(["change=weight-max@0*1.41,1.41,1.41,1"]);
  });

  it("gives a link that reproduces its numbers, changes of rates included", async () => {
    const page = await open(`#/?env=CartPole-v1&${PAIR}&seed=11&speed=full`);
    await stepped(page, 4000);
    const slider = page.locator(".arm").nth(1).getByRole("slider", { name: "Learning rates" });
    await slider.focus();
    await slider.press("ArrowRight");
    await slider.press("ArrowRight");
    await slider.press("ArrowRight");
    await expect.poll(() => hashOf(page)).toContain("change=weight-max@");
    await stepped(page, 8000);
    await page.getByRole("button", { name: "Pause" }).click();
    const live = await saved(page);
    const link = hashOf(page);
    expect(live[1]!.changes).toHaveLength(1);
    for (const curve of live) expect(await inNode(link, curve), curve.rule).toEqual(numbersOf(curve));

    const again = await open(link);
    await stepped(again, 8000);
    await again.getByRole("button", { name: "Pause" }).click();
    for (const curve of await saved(again))
      expect(await inNode(link, curve), curve.rule).toEqual(numbersOf(curve));
  });

  it("goes back and forward, and says which part of a link it does not understand", async () => {
    const page = await open(`#/?env=CartPole-v1&${PAIR}&seed=1&speed=full`);
    const title = page.locator(".task");
    await page.getByRole("combobox", { name: "Environment" }).selectOption({ label: "FrozenLake" });
    await expect.poll(() => title.textContent()).toContain("ice");
    await page.getByRole("checkbox", { name: "reinforce", exact: true }).check();
    await expect.poll(() => page.locator(".arm").count()).toBe(3);
    await page.locator(".arm a").first().click();
    await expect.poll(() => page.locator(".rule img").count()).toBeGreaterThan(10);
    await page.goBack();
    await expect.poll(() => page.locator(".arm").count()).toBe(3);
    await page.goBack();
    await expect.poll(() => page.locator(".arm").count()).toBe(2);
    await page.goBack();
    await expect.poll(() => title.textContent()).toContain("pole");
    await page.goForward();
    await expect.poll(() => title.textContent()).toContain("ice");
    await page.goto(`${server.address}#/?env=Pong&seed=4`);
    await expect.poll(() => page.getByRole("alert").textContent()).toContain('env is "Pong"');
    expect(hashOf(page)).toBe(`#/?env=CartPole-v1&${PAIR}&seed=4`);
    await page.goto(`${server.address}#/?rules=backprop,backprop`);
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain('rules has "backprop" 2 times, but allowed is each rule once');
  });

  it("pauses, steps and restarts; every environment is drawn", async () => {
    const page = await open("#/?rules=weight-max&speed=slow");
    for (const name of ["Acrobot", "Multiplexer", "MountainCar", "FrozenLake", "CartPole"]) {
      await page.getByRole("combobox", { name: "Environment" }).selectOption({ label: name });
      await expect
        .poll(() =>
          page
            .locator(".frame svg title")
            .textContent()
            .catch(() => ""),
        )
        .toBeTruthy();
      await stepped(page, 2);
    }
    await page.getByRole("button", { name: "Pause" }).click();
    // The step under way, if there is one, is still taken.
    await page.waitForTimeout(300);
    const [before] = await saved(page);
    await page.getByRole("button", { name: "Step" }).click();
    await page.getByRole("button", { name: "Step" }).click();
    await page.waitForTimeout(300);
    const [after] = await saved(page);
    expect(after!.steps).toBe(before!.steps + 2);
    await page.getByRole("button", { name: "Restart" }).click();
    await expect.poll(async () => (await saved(page))[0]!.steps).toBe(0);
  });

  it("says what a browser lacks", async () => {
    for (const [global, word] of [
      ["Worker", "web workers"],
      ["WebAssembly", "WebAssembly"],
    ] as const) {
      const page = await chromium.newPage();
      await page.addInitScript(`delete globalThis.${global}`);
      await page.goto(server.address);
      await expect.poll(() => page.getByRole("alert").textContent()).toContain(word);
    }
  });

  it.each(["light", "dark"] as const)(
    "has no serious finding of axe in %s, wide and narrow",
    async (colorScheme) => {
      for (const [hash, width] of [
        [`#/?${PAIR},reinforce&seed=1&speed=real&nonsense=1`, 1280],
        [`#/?${PAIR}&seed=1&speed=slow`, 390],
        ["#/rules/weight-max", 390],
      ] as const) {
        const page = await open(hash, { colorScheme, viewport: { width, height: 900 } });
        if (!hash.startsWith("#/rules")) await stepped(page, 1);
        expect(await seriousFindings(page)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${hash} at ${width}`).toBeLessThanOrEqual(0);
      }
    },
  );

  it("loads less than 500 kB, compressed, before it learns", async () => {
    const page = await chromium.newPage();
    const sizes = new Map<string, Promise<number>>();
    chromium.browser
      .contexts()
      .at(-1)!
      .on("response", (response) => {
        const { pathname } = new URL(response.url());
        if (response.url().startsWith("http"))
          sizes.set(
            pathname,
            response.body().then((body) => gzipSync(body).length),
          );
      });
    await page.goto(server.address);
    await stepped(page, 1000);
    const total = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
    console.log(`first load: ${(total / 1000).toFixed(0)} kB in ${sizes.size} files`);
    expect([...sizes.keys()].some((path) => path.includes("worker"))).toBe(true);
    expect(total).toBeLessThan(500_000);
  });

  it("takes no more memory the longer it learns", async () => {
    // Where episodes are one step long, what is kept of each would be seen soonest.
    const rules = "backprop,weight-max,reinforce,unbiased-weight-max";
    const page = await open(`#/?env=Multiplexer-v0&rules=${rules}&seed=1&speed=full`);
    const heaps = await Heaps.of(page);
    await page.waitForTimeout(15_000);
    const before = await heaps.used();
    expect(before).toHaveLength(5);
    const [{ episodes: early }] = (await saved(page)) as [SavedCurve];
    await page.waitForTimeout(30_000);
    const after = await heaps.used();
    const [{ episodes: late }] = (await saved(page)) as [SavedCurve];
    const megabytes = (values: readonly number[]): string =>
      values.map((bytes) => (bytes / 1e6).toFixed(1)).join(", ");
    console.log(
      `page and workers, MB: ${megabytes(before)}; 30 s and ${late - early} episodes of the first later: ${megabytes(after)}`,
    );
    expect(late - early).toBeGreaterThan(50_000);
    for (const [k, bytes] of after.entries()) {
      // Of the page's own, some of what is being drawn now is always there.
      expect(bytes, `heap ${k}`).toBeLessThan(before[k]! + (k === 0 ? 4e6 : 1.5e6));
      expect(bytes, `heap ${k}`).toBeLessThan(20e6);
    }
  });
});

const numbersOf = ({ binWidth, curve }: SavedCurve): Pick<SavedCurve, "binWidth" | "curve"> => ({
  binWidth,
  curve,
});
