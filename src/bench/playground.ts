import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type BenchmarkResult, compareContenders } from "./benchmark.js";
import { BrowserPage, missingForPages } from "./browser/browser-page.js";
import { serveFolder } from "./browser/serve-folder.js";
import { runCommand } from "./command.js";
import { packageRoot } from "./package-root.js";

interface Played {
  readonly env: string;
  readonly rules: readonly string[];
  /** Of each trial in Node: some five seconds. */
  readonly steps: number;
}

const CASES: readonly Played[] = [
  { env: "CartPole-v1", rules: ["weight-max"], steps: 1_000_000 },
  { env: "Multiplexer-v0", rules: ["backprop"], steps: 1_500_000 },
  { env: "CartPole-v1", rules: ["backprop", "weight-max"], steps: 1_000_000 },
  {
    env: "CartPole-v1",
    rules: ["backprop", "weight-max", "reinforce", "straight-through"],
    steps: 600_000,
  },
];
const ROUNDS = 3;
/** Milliseconds for which the page trains before it is measured, and while it is. */
const WARM_UP = 2000;
const MEASURED = 5000;
/** The page's clock and the steps of all its rules. */
const STEPS =
  "[performance.now(), [...document.querySelectorAll('.facts')].reduce((sum, facts) => sum + Number(facts.children[1].querySelector('dd').textContent.replace(/\\D/g, '')), 0)]";

/**
 * Steps a second of the playground in a browser, everything drawn, against those of the same trials in Node: all rules
 * together, each in a worker of its own as far as there are cores.
 */
export async function benchPlayground(): Promise<BenchmarkResult[]> {
  const missing = missingForPages();
  if (missing !== undefined) {
    process.stderr.write(`The playground is left out: ${missing}\n`);
    return [];
  }
  const { address, close } = await serveFolder(join(packageRoot(), "dist/pages/playground"));
  try {
    const results: BenchmarkResult[] = [];
    for (const played of CASES) results.push(await benchCase(address, played));
    return results;
  } finally {
    close();
  }
}

function benchCase(address: string, played: Played): Promise<BenchmarkResult> {
  const { env, rules } = played;
  return compareContenders(
    `playground, ${env}, ${rules.join(" + ")}`,
    "steps/s",
    { name: "Chromium", measure: () => rateInPage(address, played) },
    [{ name: "Node", measure: () => rateInNode(played) }],
    ROUNDS,
  );
}

async function rateInPage(address: string, { env, rules }: Played): Promise<number> {
  const page = await BrowserPage.open(`${address}#/?env=${env}&rules=${rules.join(",")}&seed=1&speed=full`);
  try {
    await setTimeout(WARM_UP);
    const [began, before] = await page.evaluate<[number, number]>(STEPS);
    await setTimeout(MEASURED);
    const [ended, after] = await page.evaluate<[number, number]>(STEPS);
    return (1000 * (after - before)) / (ended - began);
  } finally {
    await page.close();
  }
}

async function rateInNode({ env, rules, steps }: Played): Promise<number> {
  const workers = Math.min(rules.length, availableParallelism());
  const { stdout } = await runCommand([
    ...["compare", "--env", env, "--rules", rules.join(","), "--seeds", "1"],
    ...["--steps", String(steps), "--workers", String(workers), "--json", "--quiet"],
  ]);
  const { trials } = JSON.parse(stdout) as {
    readonly trials: readonly { readonly stepsPerSecond: number }[];
  };
  // While a trial lasts: the page's start is not measured either.
  const seconds = trials.reduce((sum, { stepsPerSecond }) => sum + steps / stepsPerSecond, 0);
  return (workers * rules.length * steps) / seconds;
}
