// Prints the most that any output layer can get on bandits with 32 hidden tanh units that stay as they were drawn, as a
// share of the optimum: the table of docs/unseen-tasks.md.
//
//     node scripts/measure-fixed-features.js [--tasks N]
import { parseArgs } from "node:util";
import { createJiti } from "jiti";
import { fixed, intervalText, markdownTable } from "../dist/src/report/index.js";

// The tests hold these bounds against policies that would get more.
const { evenShare, wideShare } = await createJiti(import.meta.url).import(
  "../test/envs/families/frozen-features.ts",
);
const { values } = parseArgs({ options: { tasks: { type: "string", default: "300" } } });
const tasks = Number(values.tasks);
if (!Number.isSafeInteger(tasks) || tasks < 2)
  throw new Error(`--tasks is ${values.tasks}: allowed is 2 or more`);
const UNITS = 32;
const CONTEXTS = 400;

const bound = `bound for all odd features, ${CONTEXTS} contexts each`;
const told = ({ mean, ci95 }) => `${fixed(mean, 3)} ${intervalText(ci95, 3)}`;
const row = (name, share, how) => [name, told(share("training")), told(share("held-out")), how];
console.log(
  markdownTable(
    ["Family", "Training tasks", "Held-out tasks", "How"].map((header) => ({ header })),
    [
      row(
        "`contextual-bandit-wide`",
        (split) => wideShare(split, tasks, UNITS),
        "exact, for each task and its network",
      ),
      row("`contextual-bandit-even`", (split) => evenShare(split, tasks, CONTEXTS), bound),
      row(
        "`contextual-bandit-even`, 2 arms",
        (split) => evenShare(split, tasks, CONTEXTS, { arms: 2 }),
        bound,
      ),
    ],
  ),
);
