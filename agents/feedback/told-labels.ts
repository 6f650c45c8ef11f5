import type { Info } from "gymnasium-js";

/**
 * The label that an environment told for what sub-environment k was shown before its latest step: `label` of its info,
 * of an episode that ended that of its `final_info`, as the next episode's first info is told beside it. Undefined
 * where it told none.
 */
export function toldLabel(infos: Info | undefined, k: number): number | undefined {
  if (infos === undefined) return undefined;
  const { final_info: final, _final_info: ended } = infos as FinalInfos;
  const own = ended?.[k] && final !== undefined ? final : infos;
  const { label, _label: told } = own as Labels;
  if (!told?.[k]) return undefined;
  const value = label?.[k];
  return value === undefined ? undefined : Number(value);
}

/** As vector environments tell infos: arrays over sub-environments, with masks. */
interface Labels {
  readonly label?: ArrayLike<number | bigint>;
  readonly _label?: ArrayLike<number | boolean>;
}

interface FinalInfos {
  readonly final_info?: Info;
  readonly _final_info?: ArrayLike<number | boolean>;
}
