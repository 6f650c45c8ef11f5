export * from "./credit-rule.js";
export * from "./engine.js";
export * from "./vector-env.js";
