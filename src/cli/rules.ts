import { creditRules } from "../../agents/rules/index.js";
import { aligned, print, printJson } from "./print.js";

/** `creditgym rules` */
export function rules({ json }: { readonly json?: boolean }): void {
  if (json) {
    printJson(
      creditRules.map(({ id, summary, source, unbiased, defaultUnits }) => ({
        ...{ id, summary, source, unbiased, defaultUnits },
      })),
    );
    return;
  }
  print(
    aligned(
      creditRules.map(({ id, summary, source, unbiased }) => [
        id,
        unbiased ? "unbiased" : "biased",
        `${summary} (${source})`,
      ]),
    ),
  );
}
