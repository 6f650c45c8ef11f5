import { installAddon } from "../addon/install-addon.js";
import { removeAddons } from "../addon/remove-addons.js";
import { UsageError } from "../errors/usage-error.js";
import { INTERRUPTED, onInterrupt } from "./interrupt.js";
import { phaseDisplay } from "./phase-display.js";
import { print } from "./print.js";

export interface EnginesInstallOptions {
  readonly gpu?: boolean;
  readonly systemCuda?: boolean;
  readonly force?: boolean;
  readonly python?: string;
  readonly quiet?: boolean;
}

/** `creditgym engines install` */
export async function enginesInstall(options: EnginesInstallOptions): Promise<void> {
  const { gpu = false, systemCuda = false, force = false, python, quiet = false } = options;
  if (systemCuda && !gpu) throw new UsageError("--system-cuda is given: allowed with --gpu alone");
  const display = phaseDisplay(quiet);
  const interrupt = onInterrupt(() => process.stderr.write("Stopping; what was begun is deleted.\n"));
  try {
    const { backend, version, tensorflow, device, folder, wasThere } = await installAddon({
      ...{ gpu, systemCuda, force, python },
      signal: interrupt.signal,
      onPhase: display.phase,
      onProgress: display.progress,
    });
    display.end();
    const what = `${backend} ${version} on TensorFlow ${tensorflow}, device ${device}`;
    print(`${what}: ${wasThere ? "was there already (--force builds it anew)" : "built"}, ${folder}`);
  } catch (error) {
    display.end();
    if (!interrupt.signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    interrupt.dispose();
  }
}

/** `creditgym engines remove` */
export function enginesRemove(): void {
  const folders = removeAddons();
  print(
    folders.length === 0 ? "Nothing was built." : folders.map((folder) => `Removed ${folder}`).join("\n"),
  );
}
