import "../../../envs/bandits/index.js";
import {
  Box,
  CartPoleEnv,
  checkEnv,
  Discrete,
  type Env,
  make,
  OrderEnforcing,
  PCG64,
  type StepResult,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

/** A random walk that keeps to the contract; each test breaks one thing. */
class Walk implements Env<Float32Array, number> {
  readonly observationSpace = new Box(-5, 5) as Box & Env<Float32Array>["observationSpace"];
  readonly actionSpace = new Discrete(2);
  protected readonly generator = new PCG64(0);
  protected position = 0;

  reset(options: { seed?: bigint | number } = {}) {
    if (options.seed !== undefined) this.generator.seed(options.seed);
    this.position = this.generator.uniform(-1, 1);
    return { observation: Float32Array.of(this.position), info: {} };
  }

  step(action: number): StepResult<Float32Array> {
    this.position += (action - 0.5) * this.generator.random();
    const terminated = Math.abs(this.position) > 1.5;
    return { observation: Float32Array.of(this.position), reward: 1, terminated, truncated: false, info: {} };
  }
}

const rules = (walk: () => Env): string[] => [
  ...new Set(checkEnv(() => new OrderEnforcing(walk())).map((finding) => finding.rule)),
];
/** The walk with its step results changed. */
const changed = (change: (result: StepResult<Float32Array>) => object) =>
  class extends Walk {
    override step(action: number): StepResult<Float32Array> {
      const result = super.step(action);
      return { ...result, ...change(result) } as StepResult<Float32Array>;
    }
  };

describe("checkEnv finds nothing in", () => {
  test.each(["CartPole-v1", "Acrobot-v1", "MountainCar-v0", "Multiplexer-v0"])("%s", (id) => {
    expect(checkEnv(id)).toEqual([]);
    expect(checkEnv(make(id))).toEqual([]);
  });

  test("a plain environment in OrderEnforcing", () => {
    expect(rules(() => new Walk())).toEqual([]);
  });
});

describe("checkEnv finds", () => {
  test("an observation outside its space, and of the wrong type", () => {
    const Far = changed(() => ({ observation: Float32Array.of(9) }));
    expect(rules(() => new Far())).toEqual(["observations"]);
    const Wide = changed(({ observation }) => ({ observation: Float64Array.from(observation) }));
    const findings = checkEnv(() => new OrderEnforcing(new Wide()));
    expect(findings).toHaveLength(3);
    expect(findings[0]!.where).toBe("step 0");
    expect(findings[0]!.problem).toContain("Float64Array");
  });

  test("a fraction in a space of 64-bit integers", () => {
    class Counter extends Walk {
      override readonly observationSpace = new Box(-9, 9, { dtype: "int64" }) as Walk["observationSpace"];
    }
    const whole = checkEnv(() => new OrderEnforcing(new Counter()));
    expect(whole[0]!.problem).toContain("it is a Float32Array, and the space holds int64");
    class Fractions extends Counter {
      override reset() {
        return { observation: Float64Array.of(0.5) as unknown as Float32Array<ArrayBuffer>, info: {} };
      }
    }
    expect(checkEnv(() => new OrderEnforcing(new Fractions()))[0]!.problem).toContain(
      "entry 0 is 0.5, and the space holds int64",
    );
  });

  test("a reward that is no number, and flags that are no booleans", () => {
    const Broken = changed(() => ({ reward: Number.NaN }));
    expect(rules(() => new Broken())).toEqual(["rewards"]);
    const Numeric = changed(({ terminated }) => ({ terminated: terminated ? 1 : 0 }));
    expect(rules(() => new Numeric())).toContain("flags");
  });

  test("a promise in the place of a result, in one finding", () => {
    class Later extends Walk {
      override step = (() => Promise.resolve({})) as never;
    }
    const findings = checkEnv(() => new OrderEnforcing(new Later()));
    expect(findings.filter(({ rule }) => rule === "results")).toEqual([
      expect.objectContaining({ where: "step 0", problem: "it returned a promise" }),
    ]);
    const Quoted = changed(() => ({ reward: "1" }));
    expect(checkEnv(() => new OrderEnforcing(new Quoted()))[0]!.problem).toBe("the reward is 1 (a string)");
  });

  test("randomness that the seed does not decide", () => {
    const Loose = changed(() => ({ observation: Float32Array.of(Math.random()) }));
    expect(rules(() => new Loose())).toContain("determinism");
  });

  test("a step before reset that is not refused", () => {
    expect(checkEnv(() => new Walk()).map((finding) => finding.rule)).toEqual(["reset before step"]);
  });

  test("a state that leaves the generator out", () => {
    class Forgetful extends Walk {
      state(): Uint8Array {
        return new Uint8Array(Float64Array.of(this.position).buffer);
      }
      restore(state: Uint8Array): void {
        this.position = new Float64Array(state.slice().buffer)[0]!;
      }
    }
    expect(rules(() => new Forgetful())).toEqual(["state"]);
  });

  test("instances that share state", () => {
    const generator = new PCG64(0);
    class Shared extends Walk {
      protected override readonly generator = generator;
    }
    expect(rules(() => new Shared())).toContain("independence");
    const one = new OrderEnforcing(new Walk());
    expect(checkEnv(() => one).map((finding) => finding.where)).toContain("factory");
  });

  test("a vector form that differs", () => {
    const spec = make("CartPole-v1").spec!;
    const findings = checkEnv("CartPole-v1", {
      makeVector: (numEnvs) => spec.vectorEntryPoint!(numEnvs, { sutton_barto_reward: true }, 500, spec),
    });
    expect(findings.map((finding) => finding.rule)).toEqual(["vector form"]);
    expect(findings[0]!.where).toBe("rewards of sub-environment 0, step 0");
  });

  test("missing spaces and constructors that throw", () => {
    expect(checkEnv({} as Env).map(({ rule }) => rule)).toEqual(["methods", "methods", "spaces", "spaces"]);
    const thrown = checkEnv(() => new CartPoleEnv({ length: 1 }));
    expect(thrown[0]!.problem).toContain("keyword argument: length");
  });
});
