import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface OtherNode {
  /** The program. */
  readonly node: string;
  remove(): void;
}

/** Another version of Node: the package registry carries Node itself, one package for each platform. */
export function otherNode(version: string): OtherNode {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = mkdtempSync(join(tmpdir(), `creditgym-node-${version}-`));
  execFileSync("npm", ["install", "--no-save", "--prefix", folder, `${name}@${version}`], {
    stdio: "ignore",
  });
  return {
    node: join(folder, "node_modules", name, "bin/node"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
