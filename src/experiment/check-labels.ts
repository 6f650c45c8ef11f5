import { nearest } from "gymnasium-js";
import { ruleIdOf } from "../../agents/rules/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import type { Settings } from "./definition.js";

/**
 * Settings for a labelled rule (`backprop@adam`) belong to one that takes part, or did before a later layer named others.
 *
 * @throws {UsageError} for a label that no layer's rules have
 */
export function checkLabels(layers: readonly Settings[]): void {
  const known = layers.flatMap(({ rules }) => rules ?? []);
  for (const layer of layers) {
    for (const settings of [layer, ...Object.values(layer.perEnvironment ?? {})]) {
      const searched = settings.sweep ? settings.sweep.perRule : undefined;
      for (const name of [...Object.keys(settings.perRule ?? {}), ...Object.keys(searched ?? {})]) {
        if (name === ruleIdOf(name) || known.includes(name)) continue;
        throw new UsageError(
          `perRule is for "${name}": allowed is a rule's id, or a name among the rules${didYouMean(nearest(name, known))}`,
        );
      }
    }
  }
}
