import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { chromiumPath } from "../../src/bench/browser/chromium-path.js";

/** A browser for the tests of a file; each test's pages are closed at its end. */
export class Chromium {
  /** What consoles of opened pages complained of; a test that leaves any fails. */
  readonly complaints: string[] = [];
  readonly #pages: Page[] = [];
  #browser: Browser | undefined;

  constructor() {
    beforeAll(async () => {
      this.#browser = await chromium.launch({ executablePath: chromiumPath() });
    });
    afterEach(async () => {
      expect(this.complaints.splice(0)).toEqual([]);
      await Promise.all(this.#pages.splice(0).map((page) => page.close()));
    });
    afterAll(async () => {
      await this.#browser?.close();
    });
  }

  get browser(): Browser {
    return this.#browser!;
  }

  /** A page that may complain. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.browser.newPage(options);
    this.#pages.push(page);
    return page;
  }

  async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.newPage(options);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    await page.goto(address);
    return page;
  }
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds serious or worse in a page as it is. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
