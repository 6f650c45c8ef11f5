import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { guideIn } from "./guide.js";

vi.setConfig({ testTimeout: 60_000 });
const { folder, text, run } = guideIn("exports.md");

/** Names in the first column of the guide's table that begins so. */
function told(heading: string): string[] {
  const [, table] = text.split(`\n| ${heading}`);
  return [...table!.split("\n\n")[0]!.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell]) =>
    cell!.split(", ").map((name) => name.replaceAll("`", "")),
  );
}

function found(path: string): string[] {
  const entries = readdirSync(join(folder, path), { withFileTypes: true });
  return entries.map((entry) => entry.name + (entry.isDirectory() ? "/" : ""));
}

it("tells of all files of a run and of its trials", () => {
  const small =
    "--set agent.hidden=[4] --set agent.rates=[0.1,0.1] --seeds 1 --episodes 4 --evaluate 2 --diagnostics";
  const sweep = "--set sweep.search=grid --set 'sweep.space={\"discount\":[0.9]}' --set sweep.seeds=1";
  const line = `creditgym compare --env CartPole-v1 --rules reinforce ${small} ${sweep} --out run`;
  expect(run(line)).toMatchObject({ status: 0, stderr: "" });
  expect(told("In a run's folder").sort()).toEqual(found("run").sort());
  expect(told("In a trial's folder").sort()).toEqual(found("run/trials/CartPole-v1/reinforce/1").sort());
});
