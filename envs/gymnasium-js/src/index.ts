export * from "./env.js";
export * from "./errors.js";
export { PCG64, PCG64_WORDS } from "./random/pcg64.js";
export { SeedSequence } from "./random/seed-sequence.js";
export type { EnvSpec } from "./registry.js";
export type * from "./spaces/space.js";
export type * from "./vector-env.js";
