import { fromEvent, lastValueFrom, merge, takeUntil, tap } from "rxjs";
import { wholeNumber } from "./flags.js";
import { print } from "./print.js";

export interface DashboardFlags {
  readonly host?: string;
  readonly port?: string;
}

const MOST_PORT = 65_535;

/** `creditgym dashboard`: serves until it is told to stop, which is no failure. */
export async function dashboardCommand(
  directory: string | undefined,
  { host, port }: DashboardFlags,
): Promise<void> {
  const given = port === undefined ? undefined : wholeNumber("--port", port, 0, MOST_PORT);
  const { dashboard } = await import("../dashboard/index.js");
  const stopped = merge(fromEvent(process, "SIGINT"), fromEvent(process, "SIGTERM"));
  const addresses = dashboard({
    ...(directory !== undefined && { directory }),
    ...(host !== undefined && { host }),
    ...(given !== undefined && { port: given }),
  });
  await lastValueFrom(
    addresses.pipe(
      tap((address) => {
        print(address);
        process.stderr.write("Ctrl-C ends it.\n");
      }),
      takeUntil(stopped),
    ),
    { defaultValue: undefined },
  );
}
