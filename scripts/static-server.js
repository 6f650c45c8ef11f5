// A plain static file server, as any is: for tests and screenshots of built pages.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/**
 * Serves a folder under a path.
 *
 * @param {string} folder
 * @param {string} [path] such as "/some/where"
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} `address` ends with a slash
 */
export async function serveFolder(folder, path = "") {
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost").pathname;
    const inside = asked.startsWith(`${path}/`)
      ? normalize(decodeURIComponent(asked.slice(path.length)))
      : undefined;
    try {
      if (inside === undefined) throw new Error(`${asked} is not under ${path}`);
      const file = join(folder, inside.endsWith("/") ? `${inside}index.html` : inside);
      const content = await readFile(file);
      response
        .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    address: `http://127.0.0.1:${port}${path}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
