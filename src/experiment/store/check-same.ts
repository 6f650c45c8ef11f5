import { UsageError } from "../../errors/usage-error.js";

/** In what a run is another one than it was begun as. */
export interface RunDifferences {
  /** A sentence for each. */
  readonly settings: readonly string[];
  /** Users' modules that are other files by now. */
  readonly modules: readonly ChangedModule[];
}

export interface ChangedModule {
  /** Its path. */
  readonly module: string;
  /** SHA-256 of the file when the run was begun, and of the file as it is. */
  readonly before: string;
  readonly now: string;
}

const MOST_SHOWN = 8;
/** As much of a hash as tells two files apart. */
const SHOWN_DIGITS = 12;

/** @throws {UsageError} where a run is to go on as another one than it was begun as: what differs, and what to do */
export function checkSame(folder: string, { settings, modules }: RunDifferences): void {
  if (settings.length === 0 && modules.length === 0) return;
  const found = [
    ...(modules.length === 0 ? [] : [`which was begun with ${listed(modules.map(changed))}`]),
    ...(settings.length === 0 ? [] : [`which was begun with other settings: ${listed(settings)}`]),
  ].join(", and ");
  throw new UsageError(`--resume is "${folder}", ${found}: allowed ${allowed(settings, modules)}`);
}

function allowed(settings: readonly string[], modules: readonly ChangedModule[]): string {
  if (modules.length === 0) return "are the same settings, or --resume without any";
  const files = modules.length === 1 ? "the file as it was" : "the files as they were";
  const same = settings.length === 0 ? `is ${files}` : `are the same settings and ${files}`;
  return `${same}; for a run with what is there now, give the experiment, and --out in place of --resume`;
}

const changed = ({ module, before, now }: ChangedModule): string =>
  `another file ${module} (SHA-256 ${before.slice(0, SHOWN_DIGITS)}… then, ${now.slice(0, SHOWN_DIGITS)}… now)`;

function listed(entries: readonly string[]): string {
  const more = entries.length > MOST_SHOWN ? `; and ${entries.length - MOST_SHOWN} more` : "";
  return entries.slice(0, MOST_SHOWN).join("; ") + more;
}
