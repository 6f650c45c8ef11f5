import { COLUMNS, RADIUS, ROWS, WORLD } from "./places.js";
import { over, type Signal, under } from "./signals.js";
import { box, circle, line, text } from "./svg-parts.js";

/** What a rule's drawing shows besides what all show. */
export interface RuleDrawing {
  readonly units: "random" | "smooth";
  readonly signals: readonly Signal[];
}

const WIDTH = 640;
const HEIGHT = 300;
const NAMES = ["what it sees", "hidden units", "hidden units", "action"];
/** How far the units of a layer are lit. */
const LIT = {
  random: [1, 0, 1, 0, 1, 1],
  smooth: [0.8, 0.25, 0.55, 0.35, 0.9, 0.5],
} as const;

/** Adapts to the reader's colours by itself, background included: it is readable on any page. */
const STYLE = [
  ".bg{fill:#ffffff}.ink{fill:#1f2328}.faint{fill:#59626c}.unit{fill:#ffffff;stroke:#59626c;stroke-width:1.5}",
  ".lit{fill:#f2b705}.way{stroke:#c3c9d0;stroke-width:1.2;fill:none}.signal{stroke:#0072b2;stroke-width:2;fill:none}",
  ".head{fill:#0072b2}.word{fill:#0b5c8f}.world{fill:#eef3ee;stroke:#00875f;stroke-width:1.5}.ice{fill:#8fb8cf;opacity:.28}",
  "@media (prefers-color-scheme:dark){.bg{fill:#15181b}.ink{fill:#e4e7ea}.faint{fill:#a0a8b0}",
  ".unit{fill:#20252a;stroke:#a0a8b0}.lit{fill:#ffd24a}.way{stroke:#444c55}.signal{stroke:#56a8dc}.head{fill:#56a8dc}",
  ".word{fill:#8fd0f5}.world{fill:#1b2a24;stroke:#33c99c}.ice{fill:#8fd0f5;opacity:.16}}",
].join("");

/** A rule's drawing as an SVG document: a small network, and in colour the way of its learning signal. */
export function ruleDrawing(title: string, { units, signals }: RuleDrawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img"`,
    ` font-family="'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif" font-size="13">`,
    `\n<title>${title}</title>\n<style>${STYLE}</style>\n`,
    [
      `<rect class="bg" width="${WIDTH}" height="${HEIGHT}" rx="10"/>`,
      ...ways(),
      ...signals.flatMap(under),
      ...dots(units),
      ...world(signals.some(({ kind }) => kind === "top-down")),
      ...signals.flatMap(over),
      ...NAMES.map((name, l) => text("faint", name, COLUMNS[l]!, 284)),
      text("faint", "the world", WORLD.x + WORLD.width / 2, 284),
    ].join("\n"),
    "\n</svg>\n",
  ].join("");
}

/** Activity's ways up. */
function ways(): string[] {
  const lines = [0, 1, 2].flatMap((l) =>
    ROWS[l]!.flatMap((from) => ROWS[l + 1]!.map((to) => line("way", COLUMNS[l]!, from, COLUMNS[l + 1]!, to))),
  );
  const toWorld = ROWS[3].map((from) => line("way", COLUMNS[3], from, WORLD.x, WORLD.y + WORLD.height / 2));
  return [...lines, ...toWorld];
}

function dots(units: RuleDrawing["units"]): string[] {
  const inputs = ROWS[0].map((y) => box("unit", COLUMNS[0] - 11, y - 11, 22, 22, 4));
  const hidden = [1, 2].flatMap((l) =>
    ROWS[l]!.flatMap((y, k) => {
      const lit = LIT[units][(l - 1) * 3 + k]!;
      return [
        circle("unit", COLUMNS[l]!, y, RADIUS),
        circle("lit", COLUMNS[l]!, y, (RADIUS - 4) * Math.sqrt(lit)),
      ];
    }),
  );
  const output = ROWS[3].map((y) => circle("unit", COLUMNS[3], y, RADIUS));
  return [...inputs, ...hidden, ...output, circle("lit", COLUMNS[3], ROWS[3][0], RADIUS - 4)];
}

function world(isSeenFromAbove: boolean): string[] {
  const { x, y, width, height } = WORLD;
  return [
    box("world", x, y, width, height, 8),
    text("ink", isSeenFromAbove ? "outcome" : "feedback", x + width / 2, y + height / 2 + 5),
  ];
}
