export * from "./credit-rule.js";
export * from "./vector-env.js";
