import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  COMMAND,
  COMPARISON,
  creditgym,
  expectSameFiles,
  expectSentence,
  filesOf,
  run,
  temporaryFolder,
} from "./faults.js";

/** Whether this user may have file systems of their own, in a name space that is gone with its process. */
const canMount = spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
/** Whether there is another user to become, who can run the command. */
const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, COMMAND];
const canBecomeNobody = spawnSync("setpriv", [...NOBODY, "rules"]).status === 0;

const BRIEF = [...COMPARISON, "--seeds", "2", "--steps", "12000", "--quiet"];
/** Trials that are saved as they train. */
const LONG = [...COMPARISON, "--seeds", "1", "--steps", "600000", "--workers", "2", "--quiet"];
const FULL = /cannot be written: no space is left there \(ENOSPC\)/;
const root = temporaryFolder();
let brief: Map<string, string>;
let long: Map<string, string>;

beforeAll(() => {
  expect(creditgym("compare", ...BRIEF, "--out", join(root, "brief"))).toMatchObject({ code: 0 });
  brief = filesOf(join(root, "brief"));
  expect(creditgym("compare", ...LONG, "--out", join(root, "long"))).toMatchObject({ code: 0 });
  long = filesOf(join(root, "long"));
});

const quoted = (args: readonly string[]): string => args.map((arg) => `'${arg}'`).join(" ");
const cli = (...args: readonly string[]): string => quoted([process.execPath, COMMAND, ...args]);

/** Runs a script with $M, an empty file system of its own of so many bytes, and $OUT, a folder that stays. */
function onDisk(name: string, bytes: number, script: string): string {
  const mount = join(root, `${name}-mount`);
  const out = join(root, name);
  mkdirSync(mount);
  mkdirSync(out);
  const set = `set -u; M='${mount}'; OUT='${out}'; mount -t tmpfs -o size=${bytes} none "$M"`;
  execFileSync("unshare", ["-rm", "bash", "-c", `${set}\n${script}`], { stdio: "ignore" });
  return out;
}

/** What a command said and how it ended, which a script kept as NAME.code and NAME.err. */
const answer = (out: string, name: string): Answer => ({
  code: Number(execFileSync("cat", [join(out, `${name}.code`)], { encoding: "utf8" })),
  stdout: "",
  stderr: execFileSync("cat", [join(out, `${name}.err`)], { encoding: "utf8" }),
});
const kept = (name: string, command: string): string =>
  `${command} > /dev/null 2> "$OUT/${name}.err"; echo $? > "$OUT/${name}.code"`;

describe.skipIf(!canMount)("a full disk (where unshare may mount one)", () => {
  const size = (): number => [...brief.values()].reduce((sum, text) => sum + (text.length * 3) / 4, 0);

  it.each([0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])(
    "of %d of what a run takes stops it with a sentence; with space it goes on to the same files",
    (share) => {
      const out = onDisk(
        `full-${share}`,
        Math.round(share * size()),
        `${kept("first", `${cli("compare", ...BRIEF, "--resume")} "$M/run"`)}
         find "$M" -name '*.tmp' -o -name lock.json > "$OUT/left"
         ${kept("export", `${cli("export", "--format", "csv", "--out")} "$OUT/csv" "$M/run"`)}
         mount -o remount,size=1g "$M"
         ${kept("second", `${cli("compare", ...BRIEF, "--resume")} "$M/run"`)}
         cp -a "$M/run" "$OUT/run"`,
      );
      const first = answer(out, "first");
      expectSentence(first, FULL);
      expect(first.code).toBe(1);
      expect(statSync(join(out, "left")).size).toBe(0);
      const isBegun = first.stderr.includes("what was done is kept, and `creditgym compare --resume ");
      const exported = answer(out, "export");
      if (isBegun) expect(exported.code).toBe(0);
      else expectSentence(exported, /which holds no experiment\.json/);
      expect(answer(out, "second")).toMatchObject({ code: 0, stderr: "" });
      expectSameFiles(join(out, "run"), brief);
    },
  );

  it("stops exports, reports and recordings, and leaves nothing half-written", () => {
    const trial = join(root, "brief/trials/CartPole-v1/reinforce/1");
    const out = onDisk(
      "exports",
      200_000,
      `for format in csv tensorboard; do
         ${kept("$format", `${cli("export", join(root, "brief"), "--out")} "$M/a/$format" --format $format`)}
       done
       find "$M" -mindepth 1 > "$OUT/left"
       ${kept("report", `${cli("report", join(root, "brief"), "--out")} "$M/report"`)}
       head -c 199000 /dev/zero > "$M/rest"
       ${kept("record", `${cli("evaluate", trial, "--episodes", "1", "--record")} "$M/record.gif"`)}
       rm "$M/rest"; find "$M" -name 'record*' > "$OUT/recorded"; rm -r "$M/report"
       mount -o remount,size=1g "$M"
       ${kept("again", `${cli("export", join(root, "brief"), "--format", "csv", "--out")} "$M/a/csv"`)}
       cp -a "$M/a/csv/episodes.csv" "$OUT"
       mount -o remount,size=$(( $(du -sk --apparent-size "$M" | cut -f1) + 300 ))k "$M"
       ${kept("over", `${cli("export", join(root, "brief"), "--format", "csv", "--out")} "$M/a/csv"`)}
       cmp "$M/a/csv/episodes.csv" "$OUT/episodes.csv"; echo $? > "$OUT/same"; ls -A "$M/a/csv" > "$OUT/files"`,
    );
    const nothing =
      /\/a\/\w+ cannot be written: no space is left there \(ENOSPC\); it is as it was before\n$/;
    for (const name of ["csv", "tensorboard", "over"]) expectSentence(answer(out, name), nothing);
    expect(statSync(join(out, "left")).size).toBe(0);
    for (const name of ["report", "record"]) expectSentence(answer(out, name), FULL);
    expect(statSync(join(out, "recorded")).size).toBe(0);
    expect(answer(out, "again")).toMatchObject({ code: 0, stderr: "" });
    expect(statSync(join(out, "same")).size).toBe(2);
    expect(execFileSync("cat", [join(out, "same"), join(out, "files")], { encoding: "utf8" })).toBe(
      "0\ncurves.csv\ndiagnostics.csv\nepisodes.csv\nevaluation.csv\nexport.json\ntrials.csv\n",
    );
  });
});

describe("files that may not become larger", () => {
  it.each([1, 4, 16, 48])("than %d KiB stop a run with a sentence; without the limit it goes on", (limit) => {
    const folder = join(root, `limited-${limit}`);
    const command = `ulimit -f ${limit}; exec ${cli("compare", ...BRIEF, "--resume", folder)}`;
    const first = run("bash", ["-c", command]);
    expectSentence(first, /cannot be written: files may not become that large \(EFBIG\)/);
    expect(first.code).toBe(1);
    expect(readdirSync(folder, { recursive: true }).join()).not.toMatch(/\.tmp|lock\.json/);
    expect(creditgym("compare", ...BRIEF, "--resume", folder)).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(folder, brief);
  });
});

/** Starts a run, and waits until it has saved something. */
async function started(folder: string): Promise<{ readonly ended: Promise<Answer> }> {
  const child = spawn(process.execPath, [COMMAND, "compare", ...LONG, "--out", folder]);
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  child.stdout.resume();
  const ended = new Promise<Answer>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout: "", stderr })),
  );
  while (!existsSync(join(folder, "trials/CartPole-v1/reinforce/1/checkpoint.safetensors"))) {
    await setTimeout(20);
  }
  return { ended };
}

describe("a run's folder that goes away meanwhile", () => {
  it("ends the run with a sentence", async () => {
    const folder = join(root, "removed");
    const { ended } = await started(folder);
    // At once: what is removed piece by piece can get new files meanwhile.
    renameSync(folder, `${folder}-gone`);
    rmSync(`${folder}-gone`, { recursive: true, maxRetries: 9 });
    const answered = await ended;
    expectSentence(answered, /was removed while the run went on/);
    expect(answered.code).toBe(1);
    const again = creditgym("compare", ...LONG, "--resume", folder);
    if (again.code === 0) expectSameFiles(folder, long);
    else expectSentence(again, /which holds no experiment\.json/);
  });

  it("by another name goes on to the same files", async () => {
    const folder = join(root, "renamed");
    const { ended } = await started(folder);
    renameSync(folder, `${folder}-away`);
    expectSentence(await ended, /was removed while the run went on/);
    expect(creditgym("compare", "--resume", `${folder}-away`, "--quiet")).toMatchObject({ code: 0 });
    expectSameFiles(`${folder}-away`, long);
  });
});

describe("a folder that can only be read", () => {
  it.skipIf(!canMount)("stops a run on the way; when it can be written again the run goes on", () => {
    const out = onDisk(
      "midway",
      1e9,
      `${cli("compare", ...LONG, "--out")} "$M/run" > /dev/null 2> "$OUT/first.err" &
       until [ -e "$M/run/trials/CartPole-v1/reinforce/1/checkpoint.safetensors" ]; do sleep 0.05; done
       until mount -o remount,ro "$M"; do sleep 0.01; done
       wait $!; echo $? > "$OUT/first.code"
       ${kept("resumed", `${cli("compare", "--quiet", "--resume")} "$M/run"`)}
       ${kept("begun", `${cli("compare", ...BRIEF, "--out")} "$M/other"`)}
       ${kept("exported", `${cli("export", "--format", "csv")} "$M/run"`)}
       ${kept("reported", `${cli("report")} "$M/run"`)}
       ${kept("elsewhere", `${cli("export", "--format", "csv", "--out")} "$OUT/csv" "$M/run"`)}
       ${kept("evaluated", `${cli("evaluate", "--episodes", "1")} "$M/run/trials/CartPole-v1/reinforce"`)}
       mount -o remount,rw "$M"
       ${kept("second", `${cli("compare", "--quiet", "--resume")} "$M/run"`)}
       cp -a "$M/run" "$OUT/run"`,
    );
    for (const name of ["first", "resumed", "exported", "reported"]) {
      expectSentence(answer(out, name), /cannot be (written|made): .*|\(EROFS\)/);
      expect(answer(out, name).stderr).toContain("EROFS");
    }
    expectSentence(answer(out, "begun"), /--out is ".*other", which cannot be made \(EROFS\)/);
    expect(answer(out, "elsewhere").code).toBe(0);
    expect(answer(out, "evaluated").code).toBe(0);
    expect(answer(out, "second")).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(join(out, "run"), long);
  });

  it.skipIf(!canBecomeNobody)("by another user's rights is told in a sentence, and stays as it is", () => {
    const folder = join(root, "brief");
    for (const path of [
      root,
      ...readdirSync(folder, { recursive: true }).map((p) => join(folder, String(p))),
    ]) {
      execFileSync("chmod", ["go+rX", path]);
    }
    execFileSync("chmod", ["go+rX", folder]);
    const as = (...args: readonly string[]): Answer => run("setpriv", [...NOBODY, ...args], "/tmp");
    expectSentence(
      as("compare", "--resume", folder, "--quiet"),
      /lock\.json cannot be written: permission is denied \(EACCES\)/,
    );
    expectSentence(as("compare", ...BRIEF, "--out", join(root, "theirs")), /which cannot be made \(EACCES\)/);
    expectSentence(as("export", folder, "--format", "csv"), /EACCES/);
    expect(as("evaluate", join(folder, "trials/CartPole-v1"), "--episodes", "1").code).toBe(0);
    expectSameFiles(folder, brief);

    // What may not even be read is not taken for damaged.
    const interrupted = join(root, "unreadable");
    execFileSync("cp", ["-a", folder, interrupted]);
    const trial = join(interrupted, "trials/CartPole-v1/reinforce/1");
    rmSync(join(trial, "SHA256SUMS"));
    execFileSync("chown", ["-R", "65534:65534", interrupted]);
    for (const name of ["checkpoint.safetensors", "episodes.bin"]) {
      execFileSync("chown", ["0:0", join(trial, name)]);
      execFileSync("chmod", ["600", join(trial, name)]);
      expectSentence(
        as("compare", "--resume", interrupted, "--quiet"),
        /(checkpoint\.safetensors|episodes\.bin) cannot be read: permission is denied \(EACCES\)/,
      );
      execFileSync("chown", ["65534:65534", join(trial, name)]);
    }
    expect(as("compare", "--resume", interrupted, "--quiet")).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(interrupted, brief);
  });
});

it("a file in the place of the run's folder is left alone", () => {
  const file = join(root, "file");
  writeFileSync(file, "mine");
  for (const flag of ["--out", "--resume"])
    expectSentence(creditgym("compare", ...BRIEF, flag, file), /"|allowed/);
  expect(statSync(file).size).toBe(4);
});
