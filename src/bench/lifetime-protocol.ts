import evolveCartPole from "../../experiments/evolve-cart-pole.js";
import { planEvolution } from "../evolution/plan-evolution.js";

/** The reinforcement protocol of the unseen tasks on CartPole, and the top-down network that is evolved for it. */
export const { agent: CART_POLE_AGENT, topDown: CART_POLE_TOP_DOWN } = planEvolution(evolveCartPole);
