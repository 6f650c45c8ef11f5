// Takes docs/images/dashboard-{light,dark}.png of the live page in the system's Chromium (CHROMIUM names another one), with
// a comparison that it runs: `npm run build`, then `node scripts/dashboard-screenshots.js [FOLDER]`.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { chromiumPath } from "../dist/src/bench/browser/chromium-path.js";

const root = join(import.meta.dirname, "..");
const folder = process.argv[2] ?? join(root, "docs/images");
const command = join(root, "dist/src/cli/main.js");
const cwd = mkdtempSync(join(tmpdir(), "creditgym-screenshots-"));
/** Half a minute on two cores. */
const RUN = ["compare", "quickstart", "--set", "perEnvironment.Multiplexer-v0.budget.episodes=60000"];

mkdirSync(folder, { recursive: true });
execFileSync(process.execPath, [command, ...RUN, "--quiet"], { cwd, stdio: ["ignore", "ignore", "inherit"] });
const [time] = readdirSync(join(cwd, "runs/quickstart"));
const server = spawn(process.execPath, [command, "dashboard", "--port", "0"], {
  ...{ cwd, stdio: ["ignore", "pipe", "inherit"] },
});
const browser = await chromium.launch({ executablePath: chromiumPath() });
try {
  const address = await firstLine(server.stdout);
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1240 }, colorScheme });
    const run = encodeURIComponent(`quickstart/${time}`);
    const watch = encodeURIComponent(JSON.stringify(["CartPole-v1", "weight-max", 1]));
    await page.goto(`${address}#/run/${run}?watch=${watch}`);
    await page.getByText("5 of 5").nth(9).waitFor();
    await page.locator(".picture svg").waitFor();
    await page.screenshot({ path: join(folder, `dashboard-${colorScheme}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  server.kill();
  rmSync(cwd, { recursive: true, force: true });
}

async function firstLine(input) {
  for await (const line of createInterface({ input })) return line;
  throw new Error("the dashboard ended before it listened");
}
