// Prints the best mean return that any policy gets, a line of JSON for each environment in which that can be
// computed, or measured with the best policy: the `high` of src/experiment/score-ranges.ts where it says "best".
//
//     node scripts/measure-best-scores.js [--episodes N]
import { parseArgs } from "node:util";
import { BanditModel } from "creditgym";
import { make, spec } from "gymnasium-js";

const { values } = parseArgs({ options: { episodes: { type: "string", default: "200000" } } });
const episodes = Number(values.episodes);

const TABULAR = [
  "CliffWalking-v1",
  "CliffWalkingSlippery-v1",
  "FrozenLake-v1",
  "FrozenLake8x8-v1",
  "Taxi-v4",
];
for (const env of TABULAR) tell({ env, best: tabular(env), how: "dynamic programming" });
tell({ env: "Blackjack-v1", best: blackjack(), how: "dynamic programming" });
tell({ env: "ContextualBandit-v0", ...played("ContextualBandit-v0", oracle()), how: "the best arm" });
tell({ env: "Navigation2D-v0", ...played("Navigation2D-v0", straight()), how: "straight to the goal" });

function tell(line) {
  console.log(JSON.stringify(line));
}

/** Value of the first state under the best policy, with as many steps as the time limit leaves. */
function tabular(id) {
  let env = make(id);
  while (env.table === undefined) env = env.env;
  const { states, actions, width, probabilities, cumulative, next, rewards, terminated, initial } = env.table;
  const limit = spec(id).maxEpisodeSteps ?? Number.POSITIVE_INFINITY;
  let worth = new Float64Array(states);
  for (let left = 1, change = 1; left <= limit && change > 1e-13; left++) {
    const better = worth.map((_, state) => {
      let best = Number.NEGATIVE_INFINITY;
      for (let action = 0; action < actions; action++) {
        let value = 0;
        for (let at = (state * actions + action) * width; ; at++) {
          // Behind the last outcome stands a repetition of the first.
          if (cumulative[at] === Number.POSITIVE_INFINITY) break;
          value += probabilities[at] * (rewards[at] + (terminated[at] ? 0 : worth[next[at]]));
        }
        best = Math.max(best, value);
      }
      return best;
    });
    // With a time limit the steps that are left count; without, until nothing changes.
    change =
      limit === Number.POSITIVE_INFINITY ? Math.max(...better.map((v, s) => Math.abs(v - worth[s]))) : 1;
    worth = better;
  }
  return worth.reduce((sum, value, state) => sum + value * (initial[state] - (initial[state - 1] ?? 0)), 0);
}

/** Value of Blackjack by Sutton and Barto's rules: a natural wins at once unless the dealer has one too. */
function blackjack() {
  const CARDS = Array.from({ length: 10 }, (_, k) => k + 1);
  const chanceOf = (card) => (card === 10 ? 4 : 1) / 13;
  const worthOf = (sum, ace) => (ace && sum + 10 <= 21 ? sum + 10 : sum);
  const mean = (f) => CARDS.reduce((total, card) => total + chanceOf(card) * f(card), 0);
  // The dealer's last hand: chance of each value, of a bust as 0; natural ones apart, as 22.
  const dealt = (open) => {
    const law = new Float64Array(23);
    const draw = (sum, ace, cards, chance) => {
      const value = worthOf(sum, ace);
      if (value >= 17) law[value > 21 ? 0 : cards === 2 && value === 21 ? 22 : value] += chance;
      else for (const card of CARDS) draw(sum + card, ace || card === 1, cards + 1, chance * chanceOf(card));
    };
    for (const card of CARDS) draw(open + card, open === 1 || card === 1, 2, chanceOf(card));
    return law;
  };
  return mean((open) => {
    const dealer = dealt(open);
    const stand = (value) =>
      dealer.reduce((total, chance, theirs) => total + chance * Math.sign(value - Math.min(theirs, 21)), 0);
    const known = new Map();
    const best = (sum, ace) => {
      if (sum > 21) return -1;
      const key = ace ? -sum : sum;
      if (!known.has(key)) {
        const hit = mean((card) => best(sum + card, ace || card === 1));
        known.set(key, Math.max(stand(worthOf(sum, ace)), hit));
      }
      return known.get(key);
    };
    return mean((first) =>
      mean((second) => {
        const ace = first === 1 || second === 1;
        return ace && first + second === 11 ? 1 - dealer[22] : best(first + second, ace);
      }),
    );
  });
}

/** Plays the arm whose mean reward is highest. */
function oracle() {
  const task = { form: "linear", contextSize: 8, arms: 4, hiddenSize: 16, gain: 3, scale: 1, noise: 0.1 };
  const model = new BanditModel({ ...task, weightSeed: 0 });
  return (context) => {
    const means = model.means(context);
    return means.indexOf(Math.max(...means));
  };
}

/** In each coordinate nearer at every step than any other way, so nearer in all. */
function straight() {
  const along = 0.6 * Math.SQRT1_2;
  const step = 0.1;
  return (point) => Float32Array.from(point, (at) => Math.max(-1, Math.min((along - at) / step, 1)));
}

/** Mean return of a policy, with its standard error. */
function played(id, policy) {
  const env = make(id);
  const returns = Float64Array.from({ length: episodes }, (_, episode) => {
    let { observation } = env.reset(episode === 0 ? { seed: 1 } : {});
    for (let sum = 0; ; ) {
      const step = env.step(policy(observation));
      sum += step.reward;
      observation = step.observation;
      if (step.terminated || step.truncated) return sum;
    }
  });
  const best = returns.reduce((sum, one) => sum + one, 0) / episodes;
  const squares = returns.reduce((sum, one) => sum + (one - best) ** 2, 0);
  return { best, error: Math.sqrt(squares / (episodes - 1) / episodes) };
}
