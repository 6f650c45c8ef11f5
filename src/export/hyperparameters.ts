import { PbfWriter } from "pbf";
import type { PlannedArm } from "../experiment/plan.js";
import { readableAgent } from "../experiment/readable-agent.js";
import { checksum, type SummaryValue } from "./event-file.js";

/** A hyperparameter as the HParams tab shows it. */
type Scalar = string | number | boolean;

/** Of tensorboard/plugins/hparams/api.proto. */
const SUCCESS = 1;
const FAILURE = 2;

/**
 * What tells arms apart, by the paths that settings have, such as `rates[0]` and `critic.lambda`.
 * Nulls are left out.
 */
function hyperparametersOf({
  env,
  rule,
  batch,
  agent,
  models,
}: PlannedArm): Readonly<Record<string, Scalar>> {
  return { env, rule, batch, ...leaves(readableAgent(agent, models), "") };
}

function leaves(value: unknown, path: string): Record<string, Scalar> {
  if (Array.isArray(value)) {
    return Object.assign({}, ...value.map((one, k) => leaves(one, `${path}[${k}]`)));
  }
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, one]) =>
      leaves(one, path === "" ? key : `${path}.${key}`),
    );
    return Object.assign({}, ...parts);
  }
  const isScalar = ["string", "number", "boolean"].includes(typeof value);
  return isScalar ? { [path]: value as Scalar } : {};
}

/**
 * Tells the HParams tab of a trial (tensorboard/plugins/hparams/plugin_data.proto). Trials that differ in nothing
 * but the seed are a group, of which the tab shows the mean, in whatever runs they are.
 */
export function sessionStart(arm: PlannedArm, wallTime: number): SummaryValue {
  const hyperparameters = hyperparametersOf(arm);
  const group = `${arm.env}, ${arm.rule}, ${checksum(Buffer.from(JSON.stringify(hyperparameters))).toString(16)}`;
  const writer = new PbfWriter();
  writer.writeMessage(
    3,
    (values, session) => {
      for (const [name, value] of Object.entries(values)) {
        session.writeMessage(1, writeEntry, { name, value });
      }
      session.writeStringField(4, group);
      session.writeDoubleField(5, wallTime);
    },
    hyperparameters,
  );
  return pluginValue("_hparams_/session_start_info", writer);
}

/** Tells the HParams tab how a trial ended. */
export function sessionEnd(status: "done" | "failed", wallTime: number): SummaryValue {
  const writer = new PbfWriter();
  writer.writeMessage(
    4,
    (code, session) => {
      session.writeVarintField(1, code);
      session.writeDoubleField(2, wallTime);
    },
    status === "done" ? SUCCESS : FAILURE,
  );
  return pluginValue("_hparams_/session_end_info", writer);
}

function pluginValue(tag: string, writer: PbfWriter): SummaryValue {
  return { tag, plugin: "hparams", content: writer.finish() };
}

/** An entry of map<string, google.protobuf.Value>. */
function writeEntry(
  { name, value }: { readonly name: string; readonly value: Scalar },
  writer: PbfWriter,
): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeScalar, value);
}

function writeScalar(value: Scalar, writer: PbfWriter): void {
  if (typeof value === "number") writer.writeDoubleField(2, value);
  else if (typeof value === "string") writer.writeStringField(3, value);
  else writer.writeBooleanField(4, value);
}
