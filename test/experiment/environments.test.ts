import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEnvironment } from "../../src/experiment/environments.js";
import { temporaryFolder } from "./tiny.js";

const root = temporaryFolder();
const SPACES = "observationSpace = new Box(-1, 1, { shape: [1] }); actionSpace = new Discrete(2);";

function environment(name: string, code: string) {
  const module = join(root, `${name}.ts`);
  writeFileSync(module, `import { Box, Discrete } from "gymnasium-js";\n${code}`);
  return createEnvironment({ id: `./${name}.ts`, module, kwargs: {} }, 1);
}

describe("environments of modules", () => {
  it("may be classes whose methods are fields", async () => {
    const env = await environment(
      "fields",
      `export default class Fields { ${SPACES}
         reset = () => ({ observation: Float32Array.of(0), info: {} });
         step = () => ({ observation: Float32Array.of(1), reward: 1, terminated: true, truncated: false, info: {} }); }`,
    );
    expect(await env.reset()).toMatchObject({ observations: Float32Array.of(0) });
  });

  it.each([
    ["number", "export default () => 3;", "./number.ts makes 3: allowed is an object with reset and step"],
    ["promise", "export default async () => ({});", "./promise.ts makes a promise"],
    ["empty", "export default class Empty {}", "./empty.ts makes an object without reset and step"],
    [
      "spaceless",
      "export default class None { reset() {} step() {} }",
      "its observationSpace is undefined; expected is a space",
    ],
    ["constant", "export default 3;", "./constant.ts exports number by default"],
  ])("are refused with one sentence: %s", async (name, code, sentence) => {
    await expect(environment(name, code)).rejects.toThrow(sentence);
  });
});
