// Takes docs/images/playground-{light,dark}.png of the built playground in the system's Chromium (CHROMIUM names another
// one): `npm run build`, then `node scripts/playground-screenshots.js [FOLDER]`.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromiumPath } from "../dist/src/bench/browser/chromium-path.js";
import { serveFolder } from "../dist/src/bench/browser/serve-folder.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = process.argv[2] ?? join(root, "docs/images");
/** Environment steps of each team by the time of the picture. */
const STEPS = 40_000;

mkdirSync(folder, { recursive: true });
const { address, close } = await serveFolder(join(root, "dist/pages/playground"));
const browser = await chromium.launch({ executablePath: chromiumPath() });
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, colorScheme });
  await page.goto(`${address}#/?env=CartPole-v1&rules=backprop,weight-max&seed=1`);
  await page.waitForFunction(
    (steps) =>
      [...document.querySelectorAll(".facts")].filter(
        (facts) => Number(facts.children[1].querySelector("dd").textContent.replaceAll(/\D/g, "")) >= steps,
      ).length === 2,
    STEPS,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(1000);
  await page.screenshot({ path: join(folder, `playground-${colorScheme}.png`) });
  await page.close();
}
await browser.close();
close();
