import { nearest } from "gymnasium-js";
import { didYouMean, show, UsageError } from "../errors/usage-error.js";
import type { PublishedFigure } from "../report/comparison-table.js";
import type { Experiment, Settings } from "./definition.js";

/** Published figures hold for the settings that they stand with: none once a later layer changes these. */
export function publishedOf(layers: readonly Settings[]): readonly PublishedFigure[] {
  const at = layers.findLastIndex((layer) => layer.published !== undefined);
  const isChanged = layers
    .slice(at + 1)
    .some(({ agent, perRule, perEnvironment, budget, batch, groups, sweep }) =>
      [agent, perRule, perEnvironment, budget, batch, groups, sweep].some((setting) => setting !== undefined),
    );
  return at < 0 || isChanged ? [] : layers[at]!.published!;
}

/**
 * Checks that figures are for environments that there are. Where a later layer than the figures' chooses other
 * environments, those that they are for may be missing.
 *
 * @param layers of settings, the experiment first, whose other variants may have environments of their own
 * @param here names and ids of the environments that the layers choose
 * @throws {UsageError} for the first figure that no table would show
 */
export function checkPublished(layers: readonly [Experiment, ...Settings[]], here: readonly string[]): void {
  const at = layers.findLastIndex(({ published }) => published !== undefined);
  if (at < 0 || layers.slice(at + 1).some(({ environments, families }) => environments ?? families)) return;
  const elsewhere = Object.values(layers[0].variants ?? {}).flatMap(({ environments = [] }) => environments);
  const known = [...new Set([...here, ...elsewhere.map((one) => (typeof one === "string" ? one : one.id))])];
  for (const [k, { env }] of layers[at]!.published!.entries()) {
    if (known.includes(env)) continue;
    throw new UsageError(
      `published[${k}].env is ${show(env)}: allowed is one of ${known.join(", ")}` +
        didYouMean(nearest(env, known)),
    );
  }
}
