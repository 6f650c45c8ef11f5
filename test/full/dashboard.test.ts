import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSyntheticRun } from "../experiment/report/synthetic-run.js";
import { Chromium, seriousFindings } from "./chromium.js";

const COMMAND = join(import.meta.dirname, "../../dist/src/cli/main.js");
// As the commands name it.
const cwd = realpathSync(mkdtempSync(join(tmpdir(), "creditgym-page-")));

const children: ChildProcess[] = [];
const chromium = new Chromium();
let address: string;

/** Starts the built command. */
function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd, stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error("it ended without a word");
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on("exit", (code) => resolve(code)));

beforeAll(async () => {
  address = await firstLine(start("dashboard", "--port", "0"));
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(cwd, { recursive: true, force: true });
});

const open = (at = address): Promise<Page> => chromium.open(at, { viewport: { width: 1280, height: 900 } });

async function seriousFindingsInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await seriousFindings(page)).map((finding) => `${colorScheme}, ${finding}`));
  }
  return found;
}

/** How far the first chart's lines reach, as it is read out when its right end is pointed at. */
async function furthest(page: Page): Promise<number> {
  const box = (await page.locator(".u-over").first().boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
  return Number((await page.locator(".chart-reading b").first().textContent())!.replaceAll(",", ""));
}

describe("the live page", () => {
  it("tells where no run is what to do, and shows one that begins, as it goes, until it is killed", async () => {
    const page = await open();
    await page.getByRole("heading", { name: "No runs yet" }).waitFor();
    expect(await seriousFindingsInBoth(page)).toEqual([]);

    const run = start(
      ...["compare", "--env", "CartPole-v1", "--env", "Multiplexer-v0", "--rules", "reinforce,weight-max"],
      ...[
        "--seeds",
        "2",
        "--steps",
        "3000000",
        "--quiet",
        "--workers",
        "2",
        "--set",
        "diagnostics.points=200",
      ],
    );
    await page.getByRole("link", { name: /running/ }).click({ timeout: 15_000 });
    await page.locator(".u-over").first().waitFor();
    const before = await furthest(page);
    await expect.poll(() => furthest(page), { timeout: 10_000 }).toBeGreaterThan(before);
    await page.getByText(/steps\/s/).waitFor();
    // A network is drawn.
    await page.getByRole("heading", { name: "A network at play" }).scrollIntoViewIfNeeded();
    const picture = page.getByRole("img", { name: "CartPole-v1, played by reinforce, seed 1" });
    await picture.waitFor();
    const drawn = await picture.innerHTML();
    await expect.poll(() => picture.innerHTML()).not.toBe(drawn);

    // What is seen stays when the page is loaded anew.
    await page.getByRole("button", { name: "weight-max" }).click();
    await page.getByLabel("Band").selectOption("interquartile range");
    await page.getByRole("button", { name: "Show diagnostics" }).click();
    await page.getByText("angle to the gradient").first().waitFor();
    await page.locator(".chart-canvas").first().focus();
    await page.keyboard.press("+");
    const seen = page.url();
    expect(seen).toMatch(/off=weight-max&band=iqr&zoom=0%3A/);
    await page.reload();
    await page.locator(".u-over").first().waitFor();
    const state = async () => ({
      url: page.url(),
      pressed: await page.getByRole("button", { name: "weight-max" }).getAttribute("aria-pressed"),
      band: await page.getByLabel("Band").inputValue(),
      zoomed: await page.getByRole("button", { name: "Reset zoom" }).first().isEnabled(),
    });
    expect(await state()).toEqual({ url: seen, pressed: "false", band: "iqr", zoomed: true });
    expect(await seriousFindingsInBoth(page)).toEqual([]);

    // Back and forward.
    await page.goBack();
    await expect.poll(state).toMatchObject({ pressed: "false", band: "iqr", zoomed: false });
    await page.goBack();
    await page.goBack();
    await expect.poll(state).toMatchObject({ pressed: "false", band: "ci95" });
    await page.goForward();
    await page.goForward();
    await page.goForward();
    await expect.poll(state).toEqual({ url: seen, pressed: "false", band: "iqr", zoomed: true });

    run.kill("SIGKILL");
    await ended(run);
    await page.locator(".badge.interrupted").waitFor({ timeout: 10_000 });
    await page.getByText("creditgym compare --resume").waitFor();
    await page.getByRole("link", { name: "← Runs" }).click();
    await page.getByRole("link", { name: /compare interrupted/ }).waitFor();
    expect(await seriousFindingsInBoth(page)).toEqual([]);
  });

  it("fits a narrow page, with a word where no network is drawn yet", async () => {
    const page = await chromium.open(address, { viewport: { width: 390, height: 844 } });
    await page.getByRole("link", { name: /compare interrupted/ }).click();
    await page.getByText("average return, IQM").nth(3).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.locator(".stage img, .stage [role=status]:not(:empty)").first().waitFor({ timeout: 500 });
    await page.getByRole("heading", { name: "A network at play" }).scrollIntoViewIfNeeded();
    await page.getByRole("img", { name: "CartPole-v1, played by reinforce, seed 1" }).waitFor();
    // What is wider shows that it is, and scrolls by keys.
    await page.getByLabel(/not only the/).check();
    const region = page.getByRole("region", { name: "Hyperparameters by arm" });
    await page.locator(".more-right").waitFor();
    await region.focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".more-left").waitFor();
    expect(await seriousFindingsInBoth(page)).toEqual([]);
  });

  it("says which parts of an address make no sense, until something else is chosen", async () => {
    writeSyntheticRun(join(cwd, "runs/small/one"), {
      ...{ environments: ["CartPole-v1"], rules: ["reinforce", "weight-max"], seeds: 2, points: 40 },
    });
    const run = `${address}#/run/small%2Fone`;
    const page = await open(`${run}?band=wide&smooth=3&colour=red&off=ppo&watch=["Pong","reinforce",1]`);
    const told = page.getByRole("alert").getByRole("listitem");
    await expect
      .poll(() => told.allTextContents())
      .toEqual([
        expect.stringMatching(/^The address sets colour: allowed are band, .*zoom\. It is left out\.$/),
        'band is "wide": allowed is one of ci95, iqr, none. It is left out.',
        'off is "ppo": allowed is a rule of this run, reinforce, weight-max. It is left out.',
        'watch has the environment "Pong": allowed is CartPole-v1. It is left out.',
      ]);
    expect(page.url()).toBe(`${run}?smooth=3`);
    await expect.poll(() => page.getByLabel("Smoothing").inputValue()).toBe("3");
    expect(await seriousFindingsInBoth(page)).toEqual([]);
    await page.getByLabel("Band").selectOption("none");
    await expect.poll(() => told.count()).toBe(0);

    // Of a page that is open already, too.
    await page.goto(`${run}?zoom=9:1:2`);
    await told.filter({ hasText: "place 9: allowed is 0 (CartPole-v1)" }).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect.poll(() => told.count()).toBe(0);
    const folder = join(cwd, "runs/evolved");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "experiment.json"),
      JSON.stringify({ command: "evolve", name: "evolved", generations: 9 }),
    );
    await page.goto(`${address}#/run/evolved?band=iqr`);
    await told.filter({ hasText: "an evolution has nothing to set" }).waitFor();
    expect(page.url()).toBe(`${address}#/run/evolved`);
    await page.getByText(`creditgym evolve --resume ${folder}`).waitFor();
    expect(await seriousFindingsInBoth(page)).toEqual([]);
    await page.goto(`${address}#/nowhere`);
    await told.filter({ hasText: 'asks for "/nowhere"' }).waitFor();
    await page.getByRole("heading", { name: "Runs" }).waitFor();
  });

  it("comes over plain HTTP from another host without complaints", async () => {
    const { port, search } = new URL(await firstLine(start("dashboard", "--host", "0.0.0.0", "--port", "0")));
    // It leads to this machine, but is no loopback address to browsers.
    const page = await open(`http://0.0.0.0:${port}/${search}`);
    await page.getByRole("link", { name: /compare interrupted/ }).waitFor();
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
  });

  it("says that its server is gone, and goes on when it is back", async () => {
    const server = start("dashboard", "--port", "0");
    const own = await firstLine(server);
    const page = await open(own);
    await page.getByRole("link", { name: /compare interrupted/ }).waitFor();
    server.kill("SIGINT");
    expect(await ended(server)).toBe(0);
    await page.getByText("does not answer").waitFor();
    start("dashboard", "--port", new URL(own).port);
    await page.getByText("does not answer").waitFor({ state: "detached" });
    // That nobody answered is what was asked for.
    expect(chromium.complaints.splice(0).every((text) => text.includes("ERR_"))).toBe(true);
  });

  it("has the first curves of 1000 trials × 1000 points in two seconds, within 300 MB", async () => {
    writeSyntheticRun(join(cwd, "runs/large/one"), {
      ...{ environments: ["CartPole-v1", "Acrobot-v1"], seeds: 100, points: 1000 },
      rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
    });
    const began = performance.now();
    const page = await open(`${address}#/run/large%2Fone`);
    await page.locator(".u-over").first().waitFor();
    const first = performance.now() - began;
    await page.getByText("1000 of 1000 trials done").waitFor();
    await page.getByText("100 of 100").nth(9).waitFor();
    const all = performance.now() - began;
    await page.getByLabel("single seeds").check();
    await page.waitForTimeout(1500);
    const memory = await rendererMemory();
    console.log(
      `1000 × 1000: first curves after ${first.toFixed(0)} ms, all and the table after ${all.toFixed(0)} ms, ` +
        `page memory ${memory.toFixed(0)} MB`,
    );
    expect(first).toBeLessThan(2000);
    expect(memory).toBeLessThan(300);
    expect(await seriousFindingsInBoth(page)).toEqual([]);
  });
});

/** MB that the largest of the browser's pages has for itself. */
async function rendererMemory(): Promise<number> {
  const session = await chromium.browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))![1]) / 1000);
  return Math.max(...sizes);
}
