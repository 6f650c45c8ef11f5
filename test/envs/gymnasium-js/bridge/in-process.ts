import { execFileSync } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import { join } from "node:path";
import {
  allocate,
  type Box,
  type Dict,
  type Info,
  make,
  makeVec,
  type NumericArray,
  type Packing,
  packingOf,
  type Space,
  type Tuple,
} from "gymnasium-js";

export interface Play {
  readonly id: string;
  readonly steps: number;
  readonly seed: number;
  readonly imports?: readonly string[];
  /** Of a vector environment. */
  readonly numEnvs?: number;
  readonly mode?: "sync" | "async";
  readonly autoreset?: "NextStep" | "SameStep";
}

/** One step as text: digests of the observation and of the info, the reward's bytes, the flags. */
type Told = string;

/** What Gymnasium says of each step in a Python process of its own, and the actions that it took. */
export function playInProcess(
  python: string,
  play: Play,
  pythonPath = "",
): { actions: Uint8Array; told: Told[] } {
  const text = execFileSync(python, [join(import.meta.dirname, "gymnasium_steps.py"), JSON.stringify(play)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, PYTHONPATH: pythonPath },
  });
  const [head, ...told] = text.trim().split("\n");
  const { actions } = JSON.parse(head!) as { actions: string };
  return { actions: new Uint8Array(Buffer.from(actions, "base64")), told };
}

/** The same through the bridge, told in the same way. */
export async function playThroughBridge(play: Play, actions: Uint8Array): Promise<Told[]> {
  return play.numEnvs === undefined ? playSingle(play, actions) : playVector(play, actions, play.numEnvs);
}

async function playSingle({ id, steps, seed, imports = [] }: Play, actions: Uint8Array): Promise<Told[]> {
  const env = await make(`gymnasium:${id}`, { imports });
  try {
    const given = actionReader(env.actionSpace, actions, 1);
    const told: Told[] = [];
    const tell = (observation: unknown, reward: number, flags: readonly boolean[], info: Info): void => {
      const leaves = [...leavesOf(env.observationSpace, observation)];
      told.push(tellStep(leaves, new Float64Array([reward]), new Uint8Array(flags.map(Number)), info));
    };
    const reset = await env.reset({ seed });
    tell(reset.observation, 0, [false, false], reset.info);
    for (let k = 0; k < steps; k++) {
      const { observation, reward, terminated, truncated, info } = await env.step(given()[0]);
      tell(observation, reward, [terminated, truncated], info);
      if (!terminated && !truncated) continue;
      const next = await env.reset();
      tell(next.observation, 0, [false, false], next.info);
    }
    return told;
  } finally {
    await env.close();
  }
}

async function playVector(play: Play, actions: Uint8Array, numEnvs: number): Promise<Told[]> {
  const { id, steps, seed, mode, autoreset, imports = [] } = play;
  const env = await makeVec(`gymnasium:${id}`, {
    ...{ numEnvs, imports },
    ...(mode === undefined ? {} : { vectorizationMode: mode }),
    ...(autoreset === undefined
      ? {}
      : { autoresetMode: autoreset === "NextStep" ? "next-step" : "same-step" }),
  });
  try {
    const packing = packingOf(env.observationSpace);
    const actionPacking = packingOf(env.actionSpace);
    const given = actionReader(env.actionSpace, actions, numEnvs);
    const told: Told[] = [];
    const tell = (
      observations: NumericArray,
      rewards: Float64Array,
      flags: Uint8Array,
      infos: Info,
    ): void => {
      told.push(
        tellStep(batchLeaves(env.observationSpace, packing, observations, numEnvs), rewards, flags, infos),
      );
    };
    const reset = await env.reset({ seed });
    tell(reset.observations, new Float64Array(numEnvs), new Uint8Array(2 * numEnvs), reset.infos);
    const batch = allocate(actionPacking.dtype, numEnvs * actionPacking.size);
    for (let k = 0; k < steps; k++) {
      for (const [i, action] of given().entries()) actionPacking.pack(action, batch, i * actionPacking.size);
      const step = await env.step(batch);
      const flags = new Uint8Array([...step.terminated, ...step.truncated]);
      tell(step.observations, step.rewards, flags, step.infos);
    }
    return told;
  } finally {
    await env.close();
  }
}

function tellStep(leaves: readonly Uint8Array[], rewards: Float64Array, flags: Uint8Array, info: Info): Told {
  const observation = createHash("sha256");
  for (const leaf of leaves) observation.update(leaf);
  const inform = createHash("sha256");
  updateWithNumbers(inform, info, "");
  const short = (hash: Hash): string => hash.digest("hex").slice(0, 24);
  return `${short(observation)} ${hex(bytesOf(rewards))} ${hex(flags)} ${short(inform)}`;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The bytes that NumPy holds for each part of a value. */
function* leavesOf(space: Space, value: unknown): Generator<Uint8Array> {
  if (space.kind === "Dict") {
    const { keys, spaces } = space as Dict;
    for (const key of keys) yield* leavesOf(spaces[key]!, (value as Record<string, unknown>)[key]);
  } else if (space.kind === "Tuple") {
    for (const [i, part] of (space as Tuple).spaces.entries()) yield* leavesOf(part, (value as unknown[])[i]);
  } else if (space.kind === "Discrete") {
    yield bytesOf(new Int32Array([value as number]));
  } else if (space.dtype === "int64" && space.kind === "Box") {
    yield bytesOf(BigInt64Array.from(value as NumericArray as Float64Array, BigInt));
  } else {
    const array = value as NumericArray;
    if (space.kind === "Box" && array.length !== (space as Box).size)
      throw new Error("a Box of another size");
    yield bytesOf(array);
  }
}

/** The parts of all sub-environments' values, each part's one after the other. */
function batchLeaves(space: Space, packing: Packing, batch: NumericArray, numEnvs: number): Uint8Array[] {
  const each = Array.from({ length: numEnvs }, (_, i) => [
    ...leavesOf(space, packing.unpack(batch, i * packing.size)),
  ]);
  return each[0]!.map((_, part) => Buffer.concat(each.map((leaves) => leaves[part]!)));
}

/** Gives the recorded actions one after the other: values of the space, one for each environment. */
function actionReader(space: Space, bytes: Uint8Array, count: number): () => unknown[] {
  const { buffer } = bytes.slice();
  let at = 0;
  const part = (leaf: Space): unknown[] => {
    const size = leaf.shape.reduce((product, side) => product * side, 1);
    const dtype = leaf.kind === "Discrete" || leaf.kind === "MultiDiscrete" ? "int32" : packingOf(leaf).dtype;
    return Array.from({ length: count }, () => {
      const array = allocate(dtype, size);
      bytesOf(array).set(new Uint8Array(buffer, at, array.byteLength));
      at += array.byteLength;
      return leaf.kind === "Discrete" ? array[0] : array;
    });
  };
  const whole = (of: Space): unknown[] => {
    if (of.kind === "Dict") {
      const { keys, spaces } = of as Dict;
      const parts = keys.map((key) => whole(spaces[key]!));
      return Array.from({ length: count }, (_, i) =>
        Object.fromEntries(keys.map((key, k) => [key, parts[k]![i]])),
      );
    }
    if (of.kind === "Tuple") {
      const parts = (of as Tuple).spaces.map(whole);
      return Array.from({ length: count }, (_, i) => parts.map((values) => values[i]));
    }
    return part(of);
  };
  return () => whole(space);
}

/** The numbers of an info by their sorted names, as doubles: what is neither number nor array is left out. */
function updateWithNumbers(hash: Hash, info: Info, prefix: string): void {
  for (const key of Object.keys(info).sort()) {
    const value = info[key];
    const numbers = numbersOf(value);
    if (numbers !== undefined) hash.update(prefix + key).update(bytesOf(numbers));
    else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      updateWithNumbers(hash, value as Info, `${prefix}${key}.`);
    }
  }
}

function numbersOf(value: unknown): Float64Array | undefined {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return new Float64Array([Number(value)]);
  }
  if (ArrayBuffer.isView(value)) return Float64Array.from(value as NumericArray, Number);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((entry) => typeof entry === "boolean") ? Float64Array.from(value, Number) : undefined;
}
