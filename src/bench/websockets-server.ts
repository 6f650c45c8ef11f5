import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = `
import asyncio, sys
from websockets.asyncio.server import unix_serve
async def answer(socket):
    async for message in socket: await socket.send(bytes(16))
async def main():
    async with unix_serve(answer, sys.argv[1], compression=None, subprotocols=["gymnasium-js.1"]):
        print("ready", flush=True)
        await asyncio.get_running_loop().connect_read_pipe(lambda: Watch(), sys.stdin)
        await ended.wait()
class Watch(asyncio.Protocol):
    def connection_lost(self, _): ended.set()
ended = asyncio.Event()
asyncio.run(main())
`;

/** A server as one would write it with the asyncio form of Python's websockets: it answers 16 bytes. */
export async function websocketsServer(python: string): Promise<{ path: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-"));
  const path = join(folder, "s");
  const server = spawn(python, ["-c", PROGRAM, path], { stdio: ["pipe", "pipe", "inherit"] });
  await once(server.stdout, "data");
  return {
    path,
    stop: () => {
      server.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
