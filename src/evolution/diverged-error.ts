import { EvolutionError } from "./evolution-error.js";

/** Numbers of a search have overflowed, which they would again: other settings are needed. */
export class DivergedError extends EvolutionError {}
