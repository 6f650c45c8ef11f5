import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pageFiles } from "../../dashboard/page-files.js";

export interface ServedFolder {
  /** Ends with a slash. */
  readonly address: string;
  close(): void;
}

/** A plain static file server on loopback, as any is; the folder is read once. @param path such as "/some/where" */
export async function serveFolder(folder: string, path = ""): Promise<ServedFolder> {
  const files = pageFiles(folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = pathname.startsWith(`${path}/`) ? files.get(pathname.slice(path.length)) : undefined;
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": file.type }).end(file.content);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${port}${path}/`, close };
}
