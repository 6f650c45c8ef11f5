/** Where the system has its Chromium; the environment's `CHROMIUM` names another one. */
export const chromiumPath = (): string => process.env.CHROMIUM ?? "/usr/bin/chromium";
