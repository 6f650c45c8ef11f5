/** What a picture is made of: lengths in the scene's own units, y downwards, angles in degrees. */
export type Shape = Area | Line | Label;

/** How areas are filled and edged. */
export interface Paint {
  /** A hexadecimal colour, or "none". */
  readonly fill: string;
  readonly stroke?: string;
  /** Of the edge; 1 unless given. */
  readonly strokeWidth?: number;
  /** 0 to 1; 1 unless given. */
  readonly opacity?: number;
}

export type Area = Rectangle | Circle | Polygon;

export interface Rectangle extends Paint {
  readonly kind: "rectangle";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of its corners; 0 unless given. */
  readonly radius?: number;
}

export interface Circle extends Paint {
  readonly kind: "circle";
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export type Point = readonly [x: number, y: number];

export interface Polygon extends Paint {
  readonly kind: "polygon";
  readonly points: readonly Point[];
}

/** A line through points, with round ends and joints. */
export interface Line {
  readonly kind: "line";
  readonly points: readonly Point[];
  readonly stroke: string;
  readonly strokeWidth: number;
  /** 0 to 1; 1 unless given. */
  readonly opacity?: number;
  /** Lengths of dash and gap; unbroken unless given. */
  readonly dash?: readonly [dash: number, gap: number];
}

export interface Label {
  readonly kind: "label";
  readonly text: string;
  /** Where it begins, or its middle or end as `anchor` says; `y` is its base line. */
  readonly x: number;
  readonly y: number;
  /** Of the letters. */
  readonly size: number;
  readonly fill: string;
  /** "start" unless given. */
  readonly anchor?: "start" | "middle" | "end";
  readonly bold?: boolean;
}

/** A picture: shapes over a background of their own, so that it looks the same on light and dark pages. */
export interface Scene {
  /** What readers who cannot see it are told. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** Later ones cover earlier ones. */
  readonly shapes: readonly Shape[];
}

export function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  paint: Paint & { radius?: number },
): Rectangle {
  return { kind: "rectangle", x, y, width, height, ...paint };
}

export function circle(x: number, y: number, radius: number, paint: Paint): Circle {
  return { kind: "circle", x, y, radius, ...paint };
}

export function polygon(points: readonly Point[], paint: Paint): Polygon {
  return { kind: "polygon", points, ...paint };
}

export function line(points: readonly Point[], style: Omit<Line, "kind" | "points">): Line {
  return { kind: "line", points, ...style };
}

export function label(
  text: string,
  x: number,
  y: number,
  style: Omit<Label, "kind" | "text" | "x" | "y">,
): Label {
  return { kind: "label", text, x, y, ...style };
}
