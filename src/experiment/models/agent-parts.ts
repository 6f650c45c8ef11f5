import type { VectorEnv } from "gymnasium-js";
import { decisionFor } from "../../../agents/actions/decision.js";
import { logitsOf } from "../../../agents/networks/spec.js";
import { featuresOf } from "../../../agents/observations/features.js";
import type { Engine } from "../../engine/engine.js";
import type { Model } from "../../engine/model.js";
import { ADVICE } from "../../engine/tf/load-tensorflow.js";
import { createTfModel, NoGradientError, type TfModelOptions } from "../../engine/tf/tf-model.js";
import { show, UsageError } from "../../errors/usage-error.js";
import { openEngine, tensorFlow } from "../engines.js";
import type { PlannedArm } from "../plan.js";
import type { PlannedEngine } from "../planned-engine.js";
import type { MadeModel, ModelRequest } from "./define-model.js";
import { checkRepeatable, makeModel } from "./make-model.js";
import type { ModelSource } from "./model-source.js";

/** What an agent computes with, of its own: to be disposed of. */
export interface AgentParts {
  readonly engine: Engine;
  /** In place of the actor's layers. */
  readonly model?: Model;
  /** In place of the critic's. */
  readonly criticModel?: Model;
  dispose(): void;
}

/** What an agent's parts are made for. */
export interface PartsRequest {
  readonly spaces: Pick<VectorEnv, "observationSpace" | "actionSpace">;
  /** From which a module draws its model's weights. */
  readonly seed: number;
  /** Whether the agent only acts, so that its models need no derivatives; false unless given. */
  readonly frozen?: boolean;
}

type ArmModels = Pick<PlannedArm, "agent" | "models">;

/**
 * The engine of an agent, and its models where the arm has any.
 *
 * @throws {UsageError} for a model that cannot be made or trained
 * @throws {TensorFlowMissingError} where the backend of engine tf cannot be loaded
 */
export async function openAgentParts(
  arm: ArmModels,
  planned: PlannedEngine,
  request: PartsRequest,
): Promise<AgentParts> {
  const engine = await openEngine(planned);
  const owned: { dispose(): unknown }[] = [{ dispose: () => engine.dispose?.() }];
  const dispose = (): void => {
    for (const one of owned.splice(0).reverse()) one.dispose();
  };
  const models: Partial<Record<"actor" | "critic", Model>> = {};
  try {
    for (const { role, source, field, ...rest } of await requestsOf(arm, planned, request)) {
      const layers = await makeModel(source, field, rest);
      owned.push(layers);
      const model = modelOf(layers, { source, field, tf: rest.tf, frozen: request.frozen });
      owned.push(model);
      models[role] = model;
    }
  } catch (error) {
    dispose();
    throw error;
  }
  const { actor, critic } = models;
  return { engine, ...(actor && { model: actor }), ...(critic && { criticModel: critic }), dispose };
}

/** @throws {UsageError} where equal seeds would not give equal models */
export async function checkModelsRepeatable(
  arm: ArmModels,
  planned: PlannedEngine,
  request: PartsRequest,
): Promise<void> {
  for (const { source, field, ...rest } of await requestsOf(arm, planned, request)) {
    await checkRepeatable(source, field, rest);
  }
}

interface RoleRequest extends ModelRequest {
  readonly role: "actor" | "critic";
  readonly source: ModelSource;
  readonly field: string;
}

async function requestsOf(
  { agent, models = {} }: ArmModels,
  { backend }: PlannedEngine,
  { spaces, seed }: PartsRequest,
): Promise<readonly RoleRequest[]> {
  const { actor, critic } = models;
  if (actor === undefined && critic === undefined) return [];
  const { tf } = await tensorFlow(backend);
  const { observationSpace, actionSpace } = spaces;
  const inputs = featuresOf(observationSpace).size;
  const logits = decisionFor(actionSpace, agent).heads.reduce(
    (sum, head) => sum + logitsOf(head, agent.continuous.scale),
    0,
  );
  const shared = { tf, seed, inputs, observationSpace, actionSpace };
  return [
    ...(actor
      ? [{ ...shared, role: "actor" as const, source: actor, field: "agent.model", outputs: logits }]
      : []),
    ...(critic
      ? [{ ...shared, role: "critic" as const, source: critic, field: "agent.critic.model", outputs: 1 }]
      : []),
  ];
}

/** @throws {UsageError} */
function modelOf(
  layers: MadeModel,
  { source: { id }, field, tf, frozen }: Pick<RoleRequest, "source" | "field" | "tf"> & TfModelOptions,
): Model {
  try {
    return createTfModel(tf, layers, { frozen });
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof NoGradientError)) throw error;
    // A kernel, which the native backends have.
    const advice = /not registered for backend/.test(error.message) ? `; ${ADVICE["tfjs-node"]}` : "";
    throw new UsageError(`${field} is ${show(id)}: ${error.message}${advice}`, { cause: error });
  }
}
