import { lstatSync, mkdtempSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PREFIX = "gymnasium-js-";
const SOCKET = "s";
/** Bytes of a socket's path that every system takes. */
const LONGEST = 100;

/** The path of a socket in a new folder that only this user can enter. The server removes both at its end. */
export function newSocketPath(): string {
  return join(mkdtempSync(join(socketsFolder(), `${PREFIX}${process.pid}-`)), SOCKET);
}

/**
 * Removes a socket and its folder, if they are there. Without looking at them: after an `lstat` of a socket, as
 * `rmSync` does, Node 20 takes the next symbolic link that it imports through for what it leads to, and loads
 * the modules behind it a second time.
 */
export function removeSocket(socketPath: string): void {
  for (const remove of [() => unlinkSync(socketPath), () => rmdirSync(dirname(socketPath))]) {
    try {
      remove();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return;
    }
  }
}

/** Removes what was left behind by servers that were killed together with their clients. */
export function sweepSockets(): void {
  const folder = socketsFolder();
  for (const name of readdirSync(folder)) {
    const client = /^gymnasium-js-(\d+)-\w{6}$/.exec(name)?.[1];
    if (client === undefined || isAlive(Number(client))) continue;
    const path = join(folder, name);
    try {
      if (lstatSync(path).uid !== process.getuid?.()) continue;
    } catch {
      continue;
    }
    // Its client may live where its number means nothing here, such as in another container.
    const socket = connect(join(path, SOCKET));
    socket.unref();
    socket.on("connect", () => socket.destroy());
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ECONNREFUSED" || code === "ENOENT") removeSocket(join(path, SOCKET));
    });
  }
}

function socketsFolder(): string {
  const folder = tmpdir();
  const longest = join(folder, `${PREFIX}1234567890-123456`, SOCKET);
  return Buffer.byteLength(longest) <= LONGEST ? folder : "/tmp";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
