import { readFileSync } from "node:fs";
import { type TopDownSpec, topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { encodeParameters, type TopDownWeights } from "../../agents/top-down/top-down-weights.js";
import { show, UsageError } from "../errors/usage-error.js";
import { object, text } from "./allowed.js";
import { writeIfOther } from "./store/atomic-file.js";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./store/safetensors.js";
import { reading } from "./store/storage-error.js";
import { topDownSpec } from "./top-down-schema.js";
import { parse } from "./validate.js";

const FORMAT = "creditgym-top-down-1";
const TENSOR = "parameters";

/** What a file of a top-down network holds. */
export interface TopDownFile {
  readonly weights: TopDownWeights;
  /** How it was made, as it was written: JSON. */
  readonly made: unknown;
}

/** What is to be written. */
export interface NewTopDownFile {
  readonly name: string;
  readonly spec: TopDownSpec;
  /** In the order of `topDownLayers`. */
  readonly parameters: ArrayLike<number>;
  /** How it was made (version, seed, configuration, generations, fitness …): whatever JSON can hold. */
  readonly made: unknown;
}

/**
 * Writes a top-down network as a safetensors file: one tensor `parameters` (F32), and as metadata `format`, `name`,
 * `spec` and `made`. A file that is there is replaced as a whole.
 *
 * @throws {StorageError} for what the system refuses, {RangeError} for other parameters than the spec's
 */
export function writeTopDownFile(path: string, { name, spec, parameters, made }: NewTopDownFile): void {
  const count = topDownParameters(spec);
  if (parameters.length !== count) {
    throw new RangeError(`${parameters.length} parameters were given, but the spec needs ${count}`);
  }
  const data = Float32Array.from(parameters);
  if (!data.every(Number.isFinite)) throw new RangeError("not all of the parameters are finite numbers");
  const metadata = { format: FORMAT, name, spec: JSON.stringify(spec), made: JSON.stringify(made ?? null) };
  writeIfOther(path, encodeSafetensors({ tensors: { [TENSOR]: { shape: [count], data } }, metadata }));
}

/**
 * Reads what {@link writeTopDownFile} wrote.
 *
 * @throws {UsageError | StorageError} one sentence on what is wrong with the file
 */
export function readTopDownFile(path: string): TopDownFile {
  const bytes = reading(path, () => readFileSync(path));
  const { tensors, metadata } = decoded(path, bytes);
  if (metadata.format !== FORMAT) {
    throw refusal(path, `its format is ${show(metadata.format)}, and allowed is "${FORMAT}"`);
  }
  const fields = object({ name: text("a name"), spec: topDownSpec }, "metadata of a top-down network");
  const { name, spec } = parse(
    fields,
    { name: metadata.name, spec: parsedJson(path, "spec", metadata.spec) },
    path,
  );
  const data = tensors[TENSOR]?.data;
  if (!(data instanceof Float32Array)) throw refusal(path, `it has no tensor "${TENSOR}" of the type F32`);
  const count = topDownParameters(spec);
  if (data.length !== count) {
    throw refusal(path, `it has ${data.length} parameters, and its spec needs ${count}`);
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) {
    throw refusal(path, `its parameter ${wrong} is ${data[wrong]}, and allowed are finite numbers`);
  }
  const made = metadata.made === undefined ? null : parsedJson(path, "made", metadata.made);
  return { weights: { name, spec, parameters: encodeParameters(data) }, made };
}

function decoded(path: string, bytes: Uint8Array): Safetensors {
  try {
    return decodeSafetensors(bytes);
  } catch (cause) {
    throw refusal(path, "it is not whole, or not in the safetensors format", cause);
  }
}

function parsedJson(path: string, field: string, value: string | undefined): unknown {
  try {
    return JSON.parse(value ?? "");
  } catch (cause) {
    throw refusal(path, `its ${field} is ${show(value)}, and allowed is JSON`, cause);
  }
}

function refusal(path: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(`${path} is no top-down network: ${reason}`, { cause });
}
