import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeParameters } from "../../agents/top-down/top-down-weights.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import { UsageError } from "../../src/errors/usage-error.js";
import { encodeSafetensors, type Safetensors } from "../../src/experiment/store/safetensors.js";
import { StorageError } from "../../src/experiment/store/storage-error.js";
import { readTopDownFile, writeTopDownFile } from "../../src/experiment/top-down-file.js";
import { SMALL_SPEC } from "../agents/top-down/weights.js";
import { temporaryFolder } from "./tiny.js";

const parameters = unevolvedParameters(SMALL_SPEC, 3);
const made = { version: "0.1.0", seed: 3, fitness: [20.5, 139] };
const FILE = { name: "small", spec: SMALL_SPEC, parameters, made };

describe("a top-down network's file", () => {
  it("is read as it was written, nothing else left behind", () => {
    const folder = temporaryFolder();
    const path = join(folder, "small.safetensors");
    writeTopDownFile(path, { ...FILE, name: "before" });
    writeTopDownFile(path, FILE);
    const { weights, made: told } = readTopDownFile(path);
    expect(weights).toMatchObject({ name: "small", spec: SMALL_SPEC });
    expect(decodeParameters(weights)).toEqual(parameters);
    expect(told).toEqual(made);
    expect(readdirSync(folder)).toEqual(["small.safetensors"]);
  });

  it("is not written with other parameters than the spec's, or with what is no number", () => {
    const path = join(temporaryFolder(), "none.safetensors");
    expect(() => writeTopDownFile(path, { ...FILE, parameters: [1] })).toThrow("the spec needs 79");
    const nan = parameters.slice().fill(Number.NaN, 0, 1);
    expect(() => writeTopDownFile(path, { ...FILE, parameters: nan })).toThrow("finite numbers");
    expect(() => readTopDownFile(path)).toThrow(StorageError);
  });

  const plain = (): Safetensors => ({
    tensors: { parameters: { shape: [79], data: parameters } },
    metadata: {
      format: "creditgym-top-down-1",
      name: "small",
      spec: JSON.stringify(SMALL_SPEC),
      made: JSON.stringify(made),
    },
  });
  const metadata = (changes: Record<string, string>): Uint8Array =>
    encodeSafetensors({ ...plain(), metadata: { ...plain().metadata, ...changes } });
  const tensor = (data: Safetensors["tensors"][string]["data"], name = "parameters"): Uint8Array =>
    encodeSafetensors({ ...plain(), tensors: { [name]: { shape: [data.length], data } } });
  const whole = encodeSafetensors(plain());

  it.each<[string, Uint8Array | string, string]>([
    ["is empty", "", "is no top-down network: it is not whole, or not in the safetensors format"],
    ["is a text", "# weights\n".repeat(30), "is no top-down network: it is not whole"],
    ["ends early", whole.slice(0, whole.length - 8), "is no top-down network: it is not whole"],
    [
      "is of something else",
      metadata({ format: "pt" }),
      'is no top-down network: its format is "pt", and allowed is "creditgym-top-down-1"',
    ],
    ["has no name", metadata({ name: "" }), ': name is "": allowed is a name'],
    ["has a spec that is no JSON", metadata({ spec: "{" }), 'its spec is "{", and allowed is JSON'],
    ["has a record that is no JSON", metadata({ made: "?" }), 'its made is "?", and allowed is JSON'],
    [
      "has a spec that cannot be",
      metadata({ spec: JSON.stringify({ ...SMALL_SPEC, actions: 1 }) }),
      ": spec.actions is 1: allowed is an integer from 2 to 65536",
    ],
    [
      "has a spec with a field too many",
      metadata({ spec: JSON.stringify({ ...SMALL_SPEC, depth: 1 }) }),
      ': spec has no "depth": allowed is one of actions, hidden, units, mode, outputCredits, diffusion',
    ],
    ["has no parameters", tensor(parameters, "weights"), 'it has no tensor "parameters" of the type F32'],
    ["has float64 parameters", tensor(Float64Array.from(parameters)), "of the type F32"],
    ["has too few", tensor(parameters.slice(1)), "it has 78 parameters, and its spec needs 79"],
    [
      "has what is no number",
      tensor(parameters.slice().fill(Number.NaN, 5, 6)),
      "its parameter 5 is NaN, and allowed are finite numbers",
    ],
  ])("that %s is refused in one sentence", (_, content, sentence) => {
    const path = join(temporaryFolder(), "wrong.safetensors");
    writeFileSync(path, content);
    const read = (): unknown => readTopDownFile(path);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(sentence);
    expect(read).toThrow(path);
    expect(read).not.toThrow("\n");
  });

  it("that is a folder, or not there, is the system's refusal", () => {
    const path = join(temporaryFolder(), "folder.safetensors");
    expect(() => readTopDownFile(path)).toThrow(StorageError);
    mkdirSync(path);
    expect(() => readTopDownFile(path)).toThrow(StorageError);
  });
});
