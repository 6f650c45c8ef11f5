import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

  it("goes on with the module as it was, and no other", async () => {
    cpSync(plugIn, join(cwd, "families.ts"));
    const set = ["--set", "family=./families.ts:light-cart-pole"];
    await evolve(SMALL, ...settings, ...set, "--out", "again");
    expect(await evolve("--resume", "again", "--quiet")).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(join(cwd, "families.ts"), `${readFileSync(plugIn, "utf8")}\n`);
    const { code, stderr } = await evolve("--resume", "again", "--quiet");
    expect(code).toBe(2);
    expect(stderr).toMatch(/begun with other settings: .*families\.ts is not the file that it was: allowed/);
  });
});
