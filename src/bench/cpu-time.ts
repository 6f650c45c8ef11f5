import { readdirSync, readFileSync } from "node:fs";

/** Microseconds of CPU time that a process has taken; undefined where the system does not tell. */
export function cpuTimeOf(pid: number): number | undefined {
  return statOf(pid)?.cpuTime;
}

/** The same of all processes that it has begun and that run, and of theirs. */
export function cpuTimeBelow(pid: number): number | undefined {
  if (statOf(pid) === undefined) return undefined;
  const processes = readdirSync("/proc").flatMap((name) => statOf(Number(name)) ?? []);
  const below = new Set([pid]);
  let cpuTime = 0;
  for (let count = 0; count < below.size; ) {
    count = below.size;
    for (const one of processes) {
      if (below.has(one.pid) || !below.has(one.parent)) continue;
      below.add(one.pid);
      cpuTime += one.cpuTime;
    }
  }
  return cpuTime;
}

function statOf(
  pid: number,
): { readonly pid: number; readonly parent: number; readonly cpuTime: number } | undefined {
  try {
    // The name before may have spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ").map(Number);
    // Linux counts in hundredths of a second.
    return { pid, parent: fields[1]!, cpuTime: 10_000 * (fields[11]! + fields[12]!) };
  } catch {
    return undefined;
  }
}
