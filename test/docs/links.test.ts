import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const images = join(root, "docs/images");
const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith(".md"))
  .concat("envs/gymnasium-js/README.md");

/** What a page links to and shows, code left out. */
function linksOf(page: string): readonly { readonly path: string; readonly anchor: string | undefined }[] {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/```.*?```/gs, "");
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path, anchor]) => ({
    path: path === "" ? join(root, page) : resolve(root, dirname(page), path!),
    anchor,
  }));
}

/** Headings as GitHub names them. */
function anchorsOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8").replaceAll(/```.*?```/gs, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("what a page names is there", () => {
  it.each(pages)("%s", (page) => {
    for (const { path, anchor } of linksOf(page)) {
      expect(existsSync(path), relative(root, path)).toBe(true);
      if (anchor !== undefined && path.endsWith(".md")) expect(anchorsOf(path)).toContain(anchor);
    }
  });

  it("which is a good deal", () => {
    expect(pages.flatMap(linksOf).length).toBeGreaterThan(40);
    expect(pages.flatMap(linksOf).filter(({ anchor }) => anchor !== undefined).length).toBeGreaterThan(3);
  });
});

test("each picture is shown by a page", () => {
  const shown = new Set(pages.flatMap(linksOf).map(({ path }) => path));
  const all = readdirSync(images, { recursive: true }) as string[];
  const pictures = all.filter((name) => statSync(join(images, name)).isFile());
  expect(pictures.length).toBeGreaterThan(10);
  expect(pictures.filter((name) => !shown.has(join(images, name)))).toEqual([]);
});
