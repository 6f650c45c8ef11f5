import { basename } from "node:path";
import { nearest, registeredSpecs } from "gymnasium-js";
import { taskFamilies } from "../../envs/families/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import type { Settings } from "./definition.js";
import type { EnvironmentSource } from "./environments.js";
import { folderNames } from "./folder-names.js";

/** How one of a plan's environments is called. */
export interface EnvironmentNames {
  /** In tables: its id, with arguments where ids alone would be the same; of a family with the split, `cart-pole/held-out`. */
  readonly env: string;
  /** What settings of its own may stand under; of a family all splits have the same. */
  readonly keys: readonly string[];
  /** What published figures may stand under. */
  readonly published: readonly string[];
  /** Of its trials; different for all. */
  readonly folder: string;
}

/** @throws {UsageError} where two are the same */
export function environmentNames(sources: readonly EnvironmentSource[]): EnvironmentNames[] {
  const plain = sources.map(plainName);
  const all = sources.map((source, k) => {
    const { id, family } = source;
    const label = plain.filter((name) => name === plain[k]).length === 1 ? "" : argumentsOf(source);
    if (family === undefined) {
      const env = id + label;
      return { env, keys: [env, id], published: [env, id] };
    }
    const env = `${family.id}${label}/${family.split}`;
    return { env, keys: [family.id + label, family.id], published: [env] };
  });
  const twice = all.find(({ env }, k) => all.findIndex((other) => other.env === env) !== k);
  if (twice !== undefined)
    throw new UsageError(`environments names ${twice.env} twice: allowed is once each`);
  const folders = folderNames(
    sources.map(({ id, module, family }, k) =>
      module === undefined || family !== undefined ? all[k]!.env : basename(id),
    ),
  );
  return all.map((names, k) => ({ ...names, folder: folders[k]! }));
}

/** What the name of a family's split has before the split; undefined of what is no family's. */
export function familyName(env: string, { family }: EnvironmentSource): string | undefined {
  return family === undefined ? undefined : env.slice(0, -family.split.length - 1);
}

/** Those environments whose seeds are the tasks of a family's split. */
export function splitsOf(
  arms: readonly { readonly env: string; readonly source: EnvironmentSource }[],
): ReadonlySet<string> {
  return new Set(arms.flatMap(({ env, source }) => (source.family === undefined ? [] : [env])));
}

/** Of a family's split the name of another split of it. */
export function splitName(env: string, source: EnvironmentSource, split: string): string {
  return `${familyName(env, source)}/${split}`;
}

/** Without arguments. */
const plainName = ({ id, family }: EnvironmentSource): string =>
  family === undefined ? id : `${family.id}/${family.split}`;

function argumentsOf({
  id: _id,
  module: _module,
  moduleSha256: _moduleSha256,
  member: _member,
  family: _family,
  kwargs,
  ...rest
}: EnvironmentSource): string {
  const all = { ...kwargs, ...rest };
  const texts = Object.entries(all).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return texts.length === 0 ? "" : `(${texts.join(", ")})`;
}

/** @throws {UsageError} when settings are for an environment that is not known */
export function checkEnvironmentKeys(layers: readonly Settings[], names: readonly EnvironmentNames[]): void {
  const known = [
    ...names.flatMap(({ keys }) => keys),
    ...registeredSpecs().map(({ id }) => id),
    ...taskFamilies().map(({ id }) => id),
  ];
  for (const key of layers.flatMap(({ perEnvironment }) => Object.keys(perEnvironment ?? {}))) {
    if (known.includes(key)) continue;
    const split = names.find(({ env }) => env === key);
    throw new UsageError(
      split === undefined
        ? `perEnvironment is for "${key}": allowed is an environment or a family of the experiment, or one that ` +
            `\`creditgym envs\` lists${didYouMean(nearest(key, known))}`
        : `perEnvironment is for "${key}": the splits of a family are learned with the same settings: allowed is ` +
            `"${split.keys[0]}"`,
    );
  }
}
