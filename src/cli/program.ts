import { Command } from "commander";
import { packageVersion } from "../experiment/package-info.js";
import type { BenchOptions } from "./bench.js";
import type { CompareOptions } from "./compare.js";
import type { DashboardFlags } from "./dashboard.js";
import type { EnginesInstallOptions } from "./engines-install.js";
import type { EnvsOptions } from "./envs.js";
import type { EvaluateOptions } from "./evaluate.js";
import type { EvolveOptions } from "./evolve.js";
import type { ExportOptions } from "./export.js";
import type { ReportOptions } from "./report.js";
import type { VerifyOptions } from "./verify.js";

const DIAGNOSTICS_HELP =
  "measure, while training, the angle between rule and gradient in each layer, and more (up to a tenth more time)";

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** The command line. Each command loads what it needs when it is run, so that small ones answer at once. */
export function createProgram(): Command {
  const program = new Command("creditgym")
    .description("Compares credit-assignment rules for networks of stochastic units.")
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, "creditgym: ").replace(/\n\(/, " (")),
    })
    .version(packageVersion())
    .showSuggestionAfterError();
  addComparing(program);
  addEvolving(program);
  addEvaluating(program);
  addListings(program);
  addEngines(program);
  addGymnasium(program);
  return program;
}

function addComparing(program: Command): void {
  program
    .command("compare")
    .argument("[experiment]", "a file, or the name of one that comes with creditgym")
    .summary("run environments × rules × seeds, then show the comparison")
    .description("Runs environments × rules × seeds, then shows the comparison.")
    .option("--env <id>", "environment; repeatable", collect)
    .option(
      "--family <id>",
      "task family: training and held-out tasks, one of its own for each seed; repeatable",
      collect,
    )
    .option("--rules <ids>", "rules, separated by commas")
    .option("--seeds <n>", "the seeds 1…N")
    .option("--seed-list <seeds>", "the seeds themselves, separated by commas")
    .option("--episodes <n>", "budget of a trial: completed episodes")
    .option("--steps <n>", "budget of a trial: transitions over all sub-environments")
    .option(
      "--set <path=value>",
      "any setting of the experiment, such as agent.hidden=[32]; repeatable",
      collect,
    )
    .option("--evaluate <n>", "play so many episodes with each network when it is trained, without learning")
    .option("--diagnostics", DIAGNOSTICS_HELP)
    .option("--plan", "show what would run, and about how long it takes, and run nothing")
    .option("--workers <n>", "threads (default: the number of cores)")
    .option("--engine <id>", "auto, reference, wasm or tf")
    .option("--out <dir>", "the run's folder, new or empty (default: runs/<experiment>/<time>)")
    .option("--resume <dir>", "go on with the run in this folder; alone, or with what it was begun with")
    .option("--replicas <n>", "train so many trials of an arm, or of its search, as one network (default: 1)")
    .option("--json", "print the results as JSON")
    .option("--quiet", "no progress")
    .action(async (experiment: string | undefined, options: CompareOptions) => {
      const { compare } = await import("./compare.js");
      await compare(experiment, options);
    });
  program
    .command("verify")
    .summary("exact-enumeration check of each rule")
    .description("Compares each rule's expected update with the exact gradient, by enumeration.")
    .option("--rules <ids>", "rules, separated by commas (default: all)")
    .option("--cases <file>", "single updates to compare with instead")
    .option("--engine <id>", "wasm or tf: what is held against the reference engine (default: wasm)")
    .option("--json", "print the results as JSON")
    .action(async (options: VerifyOptions) => {
      const { verify } = await import("./verify.js");
      await verify(options);
    });
  program
    .command("bench")
    .summary("the benchmarks behind every speed claim")
    .description("Runs the benchmarks behind every speed claim.")
    .option("--only <part>", "this part alone, such as batched-step; repeatable", collect)
    .option("--out <dir>", "write bench.json, and a figure as bench.svg and bench.png, into this folder")
    .option("--json", "print the results as JSON")
    .action(async (options: BenchOptions) => {
      const { bench } = await import("./bench.js");
      await bench(options);
    });
}

function addEvolving(program: Command): void {
  program
    .command("evolve")
    .argument("[experiment]", "a file, or the name of one that comes with creditgym")
    .summary("evolve a TDCA top-down network; write its weights")
    .description(
      "Evolves a top-down network that hands out the credit under the rule tdca; writes its weights.",
    )
    .option("--generations <n>", "generations in all")
    .option("--seed <n>", "of the search, its tasks and its lifetimes")
    .option("--set <path=value>", "any setting, such as topDown.diffusion.credits=4; repeatable", collect)
    .option("--plan", "show what would run, and run nothing")
    .option("--workers <n>", "threads (default: the number of cores)")
    .option("--out <dir>", "the run's folder, new or empty (default: runs/<name>/<time>)")
    .option("--resume <dir>", "go on with the run in this folder; alone, or with what it was begun with")
    .option("--json", "print the results as JSON")
    .option("--quiet", "no progress")
    .action(async (experiment: string | undefined, options: EvolveOptions) => {
      const { evolveCommand } = await import("./evolve.js");
      await evolveCommand(experiment, options);
    });
}

function addEvaluating(program: Command): void {
  program
    .command("evaluate")
    .argument("<dir>", "a run's folder, or one within its trials")
    .summary("play with trained networks that no longer learn")
    .description("Plays episodes with the trained networks of a run, which no longer learn.")
    .option("--env <id>", "only trials in this environment; repeatable", collect)
    .option("--rule <id>", "only trials of this rule; repeatable", collect)
    .option("--trial-seed <n>", "only the trials of this seed; repeatable", collect)
    .option("--episodes <n>", "episodes of each trial (default: 10)")
    .option("--seed <n>", "of the episodes (default: 1; never those of the training)")
    .option("--max-steps <n>", "cut an episode after so many steps (default: 10000)")
    .option("--greedy", "take the most probable action, or the mean, instead of drawing one")
    .option("--watch", "show the episodes in the terminal")
    .option("--record <file>", "draw the episodes of one trial into a .gif, .png or .svg that moves")
    .option("--json", "print the results as JSON")
    .action(async (directory: string, options: EvaluateOptions) => {
      const { evaluate } = await import("./evaluate.js");
      await evaluate(directory, options);
    });
  program
    .command("report")
    .argument("<dir>", "a run's folder, or one within its trials")
    .summary("tables, figures, a self-contained page")
    .description("Writes the report of a run, be it whole or not: a page, its figures, its tables.")
    .option("--out <dir>", "new, empty, or with a report, which is replaced (default: DIR/report)")
    .action(async (directory: string, options: ReportOptions) => {
      const { report } = await import("./report.js");
      await report(directory, options);
    });
  program
    .command("export")
    .argument("<dir>", "a run's folder, or one within its trials")
    .summary("write what a run recorded for TensorBoard, or as CSV")
    .description("Writes what a run recorded, be it whole or not, for other programs to read.")
    .option("--format <name>", "tensorboard or csv")
    .option(
      "--out <dir>",
      "new, empty, or an earlier export's, which is replaced (default: DIR/export/<format>)",
    )
    .action(async (directory: string, options: ExportOptions) => {
      const { exportCommand } = await import("./export.js");
      exportCommand(directory, options);
    });
  program
    .command("dashboard")
    .argument("[dir]", "a folder of runs, or a run's folder (default: runs)")
    .summary("the live page: runs as they go, and those that are done")
    .description("Serves a page that shows runs as they go, and those that are done, until Ctrl-C ends it.")
    .option("--port <n>", "where to listen (default: 8642; 0: any port that is free)")
    .option(
      "--host <name>",
      "let other machines in, with the token of the printed address (default: 127.0.0.1)",
    )
    .action(async (directory: string | undefined, options: DashboardFlags) => {
      const { dashboardCommand } = await import("./dashboard.js");
      await dashboardCommand(directory, options);
    });
}

function addListings(program: Command): void {
  program
    .command("envs")
    .summary("list environments, or check one")
    .description("Lists the environments; or checks one, or holds it against a recorded trajectory.")
    .option("--check <id>", "check this environment, or the one of this module")
    .option("--trajectory <file>", "with --check: replay recorded trajectories against it")
    .option("--json", "print the results as JSON")
    .action(async (options: EnvsOptions) => {
      const { envs } = await import("./envs.js");
      await envs(options);
    });
  program
    .command("rules")
    .summary("list credit-assignment rules")
    .description("Lists the credit-assignment rules.")
    .option("--json", "print the list as JSON")
    .action(async (options: { readonly json?: boolean }) => {
      const { rules } = await import("./rules.js");
      rules(options);
    });
}

function addEngines(program: Command): void {
  const engines = program
    .command("engines")
    .summary("list engines, or build TensorFlow's")
    .description("Lists the engines that rules run on: what was found, and what to run to add more.")
    .option("--json", "print the list as JSON")
    // A misspelt command of its own is one argument too many: more helpful is what may be meant.
    .allowExcessArguments()
    .action(async (options: { readonly json?: boolean }, { args, commands }: Command) => {
      const { engines } = await import("./engines.js");
      await engines(
        options,
        args[0],
        commands.map((command) => command.name()),
      );
    });
  engines
    .command("install")
    .summary("build tfjs-node, or with --gpu tfjs-node-gpu, against today's TensorFlow")
    .description(
      "Builds the addon of tfjs-node or tfjs-node-gpu against the TensorFlow library of the Python package. Needs a C++ compiler, and Python with pip.",
    )
    .option("--gpu", "tfjs-node-gpu, with the CUDA libraries")
    .option("--system-cuda", "with --gpu: leave the CUDA libraries to this machine, or do without")
    .option("--force", "build anew what is there")
    .option("--python <path>", "the Python whose pip downloads (default: python3)")
    .option("--quiet", "no progress")
    .action(async (options: EnginesInstallOptions) => {
      const { enginesInstall } = await import("./engines-install.js");
      await enginesInstall(options);
    });
  engines
    .command("remove")
    .summary("delete what install built")
    .description("Deletes what `engines install` built.")
    .action(async () => {
      const { enginesRemove } = await import("./engines-install.js");
      enginesRemove();
    });
}

function addGymnasium(program: Command): void {
  const gymnasium = program
    .command("gymnasium")
    .summary("set up, serve or check Python's Gymnasium")
    .description(
      "Sets up, serves or checks Python's Gymnasium, for environments such as gymnasium:LunarLander-v3.",
    );
  gymnasium
    .command("setup")
    .summary("install Gymnasium into a Python environment of its own")
    .description("Installs Gymnasium, in pinned versions, into a Python environment of its own.")
    .option("--extras <names>", "what more to install, separated by commas: box2d, mujoco, atari")
    .option("--python <path>", "the Python to use, 3.10 or newer (default: python3)")
    .action(async (options: { readonly extras?: string; readonly python?: string }) => {
      const { gymnasiumSetup } = await import("./gymnasium.js");
      await gymnasiumSetup(options);
    });
  gymnasium
    .command("serve")
    .argument("[options...]", "--host, --port, --token-file and so on; --help lists them")
    .summary("serve environments to other machines")
    .description("Serves environments until it is stopped; its options are those of the Python server.")
    .helpOption(false)
    .allowUnknownOption()
    .action(async (options: readonly string[]) => {
      const { gymnasiumServe } = await import("./gymnasium.js");
      await gymnasiumServe(options);
    });
  gymnasium
    .command("check")
    .summary("tell what is installed, and whether it works")
    .description("Tells what is installed, and whether it works.")
    .option("--json", "print the results as JSON")
    .action(async (options: { readonly json?: boolean }) => {
      const { gymnasiumCheck } = await import("./gymnasium.js");
      await gymnasiumCheck(options);
    });
}
