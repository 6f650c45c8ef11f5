import type { CreditDiffusion, TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import { cartPoleFamily } from "../../envs/families/index.js";
import { LifetimeRunner } from "../evolution/lifetimes.js";
import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { compiledProgram } from "./c-program.js";
import { CART_POLE_AGENT, CART_POLE_TOP_DOWN } from "./lifetime-protocol.js";
import { PlainLifetime } from "./plain-lifetime.js";

const UPDATES = 20;
const TASKS = cartPoleFamily.sample("training", 1, 8);
const SEEDS = TASKS.map((_, t) => t);
/** About a million steps. */
const MEMBERS = 24;

interface Inner {
  readonly name: string;
  readonly rule: string;
  readonly diffusion: CreditDiffusion | null;
  /** Of a program in C that does the same. */
  readonly program: string | null;
}

const SUBJECTS: readonly Inner[] = [
  { name: "tdca, 32 credits", rule: "tdca", diffusion: null, program: "lifetimes" },
  {
    name: "tdca, 4 credits",
    rule: "tdca",
    diffusion: { kernel: "gaussian", credits: 4, seed: 0 },
    program: null,
  },
  { name: "backprop", rule: "backprop", diffusion: null, program: null },
];

/**
 * Whole lifetimes of the CartPole protocol, learning included, in environment steps per second of the process's CPU
 * time: what else runs on the machine is not in it, and neither are waiting threads.
 */
export async function benchLifetimes(): Promise<BenchmarkResult[]> {
  const results: BenchmarkResult[] = [];
  for (const subject of SUBJECTS) {
    const program = subject.program === null ? null : compiledProgram(subject.program);
    results.push(
      await compareContenders(
        `inner loop of evolution, CartPole, ${subject.name}, one core`,
        "steps/s",
        fast(subject),
        [...(program === null ? [] : [program]), plain(subject)],
      ),
    );
  }
  return results;
}

function fast({ rule, diffusion }: Inner): Contender {
  const topDown = shapeOf(rule, diffusion);
  const runner = new LifetimeRunner({
    ...{ family: cartPoleFamily, config: CART_POLE_AGENT, rule, updates: UPDATES, topDown },
  });
  const members = Array.from({ length: MEMBERS }, (_, m) => parametersOf(topDown, m));
  return { name: "fast lifetimes", measure: () => cpuRate(() => runner.run(members, TASKS, SEEDS).steps) };
}

/** One of the same lifetimes. */
function plain({ rule, diffusion }: Inner): Contender {
  const topDown = shapeOf(rule, diffusion);
  const options = {
    ...{ family: cartPoleFamily, config: CART_POLE_AGENT, rule, updates: UPDATES, topDown },
    ...{ parameters: parametersOf(topDown, 0), task: TASKS[0], seed: SEEDS[0] },
  };
  return {
    name: "plain TypeScript in float64",
    measure: () =>
      cpuRate(() => {
        const lifetime = new PlainLifetime(options, [4, ...CART_POLE_AGENT.hidden, 2]);
        lifetime.run();
        return lifetime.steps;
      }),
  };
}

function shapeOf(rule: string, diffusion: CreditDiffusion | null): TopDownSpec | null {
  return rule === "tdca" ? { ...CART_POLE_TOP_DOWN, diffusion } : null;
}

function parametersOf(topDown: TopDownSpec | null, seed: number): Float32Array {
  return topDown === null ? new Float32Array(0) : unevolvedParameters(topDown, seed);
}

/** Steps per second of CPU time. */
function cpuRate(run: () => number): number {
  const before = process.cpuUsage();
  const steps = run();
  const { user, system } = process.cpuUsage(before);
  return (1e6 * steps) / (user + system);
}
