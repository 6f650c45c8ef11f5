import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cwd, evolve, fixtures, read, SMALL } from "./evolving.js";

describe("evolve of a family that a module registers", () => {
  const plugIn = join(fixtures, "../plug-ins/families.ts");
  const settings = ["--generations", "2", "--workers", "2", "--quiet"];

  it("is as of any other, whoever names it: its tasks are played", async () => {
    mkdirSync(join(cwd, "own"));
    cpSync(plugIn, join(cwd, "own/families.ts"));
    const field = readFileSync(SMALL, "utf8").replace('"cart-pole"', '"./families.ts:light-cart-pole"');
    writeFileSync(join(cwd, "own/evolution.ts"), field);
    const named = await evolve("own/evolution.ts", ...settings, "--out", "named");
    expect(named).toMatchObject({ code: 0, stderr: "" });
    const set = ["--set", "family=./own/families.ts:light-cart-pole"];
    expect(await evolve(SMALL, ...settings, ...set, "--out", "set")).toMatchObject({ code: 0, stderr: "" });
    expect(read("set/generations.jsonl")).toBe(read("named/generations.jsonl"));
    expect(await evolve(SMALL, ...settings, "--out", "heavy")).toMatchObject({ code: 0 });
    expect(read("heavy/generations.jsonl")).not.toBe(read("named/generations.jsonl"));
    const { familyModule, family } = JSON.parse(read("set/experiment.json"));
    expect({ family, id: familyModule.id }).toEqual({
      ...{ family: "light-cart-pole", id: "./own/families.ts:light-cart-pole" },
    });
    const weights = readFileSync(join(cwd, "set/weights.safetensors"), "latin1");
    expect(weights).toContain(familyModule.moduleSha256);
    expect(weights).not.toContain(cwd);
  });

  it("is refused by its own name where its vectors are not native", async () => {
    const module = `
      import { registerTaskFamily, taskFamily } from "creditgym";
      import { make, vectorize } from "gymnasium-js";
      const cartPole = taskFamily("cart-pole");
      const makeVec = (tasks) => vectorize(tasks.map((task) => make("CartPoleTask-v0", task)));
      registerTaskFamily({ ...cartPole, id: "slow-cart-pole", makeVec });`;
    writeFileSync(join(cwd, "slow.ts"), module);
    for (const more of [["--plan"], ["--out", "slow"]]) {
      const refused = await evolve(SMALL, "--set", "family=./slow.ts:slow-cart-pole", ...more);
      expect(refused).toEqual({
        ...{ code: 2, stdout: "" },
        stderr:
          'creditgym: family is "slow-cart-pole", whose vectors are no NativeVectorEnv of gymnasium-js: allowed is a ' +
          "family that comes with creditgym, or one with such vectors\n",
      });
    }
    expect(existsSync(join(cwd, "slow"))).toBe(false);
  });

  it("goes on with the module as it was, and no other", async () => {
    cpSync(plugIn, join(cwd, "families.ts"));
    const set = ["--set", "family=./families.ts:light-cart-pole"];
    await evolve(SMALL, ...settings, ...set, "--out", "again");
    expect(await evolve("--resume", "again", "--quiet")).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(join(cwd, "families.ts"), `${readFileSync(plugIn, "utf8")}\n`);
    const { code, stderr } = await evolve("--resume", "again", "--quiet");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^creditgym: --resume is "again", which was begun with another file .*families\.ts \(SHA-256 [0-9a-f]{12}… then, [0-9a-f]{12}… now\): allowed is the file as it was; for a run with what is there now, give the experiment, and --out in place of --resume\n$/,
    );
  });
});
