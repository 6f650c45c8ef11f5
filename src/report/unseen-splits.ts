/** A family's splits, in the order of tables. */
export const FAMILY_SPLITS = [
  { key: "training", header: "training" },
  { key: "validation", header: "validation" },
  { key: "heldOut", header: "held-out" },
] as const;
