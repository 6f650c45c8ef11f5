import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { nearest } from "gymnasium-js";
import type { TopDownWeights } from "../../agents/top-down/top-down-weights.js";
import { didYouMean, show, UsageError } from "../errors/usage-error.js";
import type { AgentSettings, Settings } from "./definition.js";
import { mapAgents } from "./map-agents.js";
import { packageFolder } from "./package-info.js";
import { readTopDownFile } from "./top-down-file.js";

const EXTENSION = ".safetensors";

/**
 * A layer of settings with the top-down networks that it names.
 *
 * @param directory where the layer's paths start
 * @throws {UsageError | StorageError} for a name that there is not, or a file that is no top-down network
 */
export function withTopDown<T extends Settings>(layer: T, directory: string): T {
  return mapAgents(layer, (agent) => ofAgent(agent, directory));
}

function ofAgent(settings: AgentSettings, directory: string): AgentSettings {
  const { topDown } = settings;
  return typeof topDown === "string" ? { ...settings, topDown: topDownOf(topDown, directory) } : settings;
}

function topDownOf(nameOrPath: string, directory: string): TopDownWeights {
  const folder = join(packageFolder(), "weights");
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((file) =>
        file.endsWith(EXTENSION) ? [file.slice(0, -EXTENSION.length)] : [],
      )
    : [];
  if (names.includes(nameOrPath)) {
    // Several may have been made by one evolution with other settings.
    return { ...readTopDownFile(join(folder, nameOrPath + EXTENSION)).weights, name: nameOrPath };
  }
  const path = resolve(directory, nameOrPath);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (existsSync(path) && !isFolder) return readTopDownFile(path).weights;
  const shipped = names.length === 0 ? " (none comes along)" : `, or one of ${names.join(", ")}`;
  throw new UsageError(
    `agent.topDown is ${show(nameOrPath)}${isFolder ? ", a folder" : ""}: allowed is the path of a top-down network's file${shipped}` +
      didYouMean(nearest(nameOrPath, names)),
  );
}
