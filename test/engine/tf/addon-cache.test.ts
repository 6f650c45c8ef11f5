import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder, type InstalledAddon, installedAddon } from "../../../src/engine/tf/addon-cache.js";
import { temporaryFolder } from "../../experiment/tiny.js";

const cache = temporaryFolder();

function put(name: string, installed: Partial<InstalledAddon> | string): void {
  const folder = join(cache, "engines", name);
  mkdirSync(folder, { recursive: true });
  const text = typeof installed === "string" ? installed : JSON.stringify(installed);
  writeFileSync(join(folder, "installed.json"), text);
}

describe("the cache of addons", () => {
  it("is where the environment says", () => {
    expect(cacheFolder({ CREDITGYM_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
    expect(cacheFolder({ XDG_CACHE_HOME: "/b" })).toBe(join("/b", "creditgym"));
    expect(cacheFolder({ CREDITGYM_CACHE: "", XDG_CACHE_HOME: "" })).toBe(
      join(homedir(), ".cache/creditgym"),
    );
  });

  it("gives the newest whole one of the package for this platform", () => {
    const { platform, arch } = process;
    const here = { package: "tfjs-node", platform, arch, version: "4.22.0", cuda: false } as const;
    expect(installedAddon("tfjs-node", cache)).toBeUndefined();
    put("old", { ...here, tensorflow: "2.9.0" });
    put("new", { ...here, tensorflow: "2.21.0" });
    put("elsewhere", { ...here, tensorflow: "2.30.0", arch: "s390x" });
    put("gpu", { ...here, tensorflow: "2.40.0", package: "tfjs-node-gpu" });
    put("broken", "{");
    mkdirSync(join(cache, "engines/.building-1-x"));
    expect(installedAddon("tfjs-node", cache)).toMatchObject({
      tensorflow: "2.21.0",
      folder: join(cache, "engines/new"),
    });
    expect(installedAddon("tfjs-node-gpu", cache)?.folder).toBe(join(cache, "engines/gpu"));
  });
});
