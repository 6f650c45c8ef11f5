import type { Paint, Point, Scene, Shape } from "./scene.js";

/** Far outside of any picture: what has no place in it is put there. */
const LIMIT = 1e5;

/**
 * A scene as an SVG document. Every shape is one element on a line of its own, so that frames of equal
 * structure can be compared line by line; numbers have two decimals and are finite whatever the scene
 * holds.
 */
export function svgOf({ title, width, height, background, shapes }: Scene): string {
  const [w, h] = [number(width), number(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" font-family="sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${w}" height="${h}" fill="${escaped(background)}"/>`,
    ...shapes.map(elementOf),
    "</svg>",
    "",
  ].join("\n");
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

function elementOf(shape: Shape): string {
  switch (shape.kind) {
    case "rectangle": {
      const { x, y, width, height, radius } = shape;
      return element("rect", {
        x,
        y,
        width: size(width),
        height: size(height),
        rx: radius,
        ...painted(shape),
      });
    }
    case "circle":
      return element("circle", { cx: shape.x, cy: shape.y, r: size(shape.radius), ...painted(shape) });
    case "polygon":
      return element("polygon", {
        points: listed(shape.points),
        ...painted(shape),
        "stroke-linejoin": "round",
      });
    case "line": {
      const { points, stroke, strokeWidth, opacity, dash } = shape;
      return element("polyline", {
        points: listed(points),
        fill: "none",
        ...{ stroke, "stroke-width": strokeWidth, opacity },
        ...{ "stroke-linecap": "round", "stroke-linejoin": "round" },
        "stroke-dasharray": dash?.map(number).join(" "),
      });
    }
    case "label": {
      const { text, x, y, size, fill, anchor, bold } = shape;
      return element(
        "text",
        {
          ...{ x, y, fill, "font-size": size, "text-anchor": anchor },
          "font-weight": bold === true ? "bold" : undefined,
        },
        text,
      );
    }
  }
}

function painted({ fill, stroke, strokeWidth, opacity }: Paint): Attributes {
  return { fill, stroke, "stroke-width": strokeWidth, opacity };
}

function listed(points: readonly Point[]): string {
  return points.map(([x, y]) => `${number(x)},${number(y)}`).join(" ");
}

function element(name: string, attributes: Attributes, text?: string): string {
  const listed = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? number(value) : escaped(value!)}"`)
    .join("");
  return text === undefined ? `<${name}${listed}/>` : `<${name}${listed}>${escaped(text)}</${name}>`;
}

/** Negative sizes are errors in SVG. */
function size(value: number): number {
  return Math.max(0, value);
}

function number(value: number): string {
  const finite = Number.isNaN(value) ? 0 : Math.min(Math.max(value, -LIMIT), LIMIT);
  return `${Math.round(finite * 100) / 100 || 0}`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Without the characters that XML forbids, halves of pairs replaced. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is removed
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return allowed.replace(/\p{Surrogate}/gu, "\ufffd").replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
