/** A line of a document that is one element, apart from its changing values. */
interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** What follows the attributes: the end of the element, and its text. */
  readonly rest: string;
}

/** Lines of equal structure, and the frames that have it. */
interface Group {
  /** For each line, what it is in each of the group's frames. */
  readonly lines: readonly string[][];
  /** Indices of those frames. */
  readonly frames: number[];
}

/**
 * One SVG document that shows frames one after the other, for ever, by discrete SMIL animations. Frames
 * of equal structure share their elements, whose changing attributes alone are listed, so that most
 * environments take a few bytes a step. Documents that do not have one element a line are shown whole.
 */
export class AnimatedSvg {
  /** The tag that opens the document. */
  #head: string | undefined;
  readonly #groups = new Map<string, Group>();
  readonly #seconds: number[] = [];
  #last: string | undefined;

  /** @param seconds how long it is shown */
  add(svg: string, seconds: number): void {
    const frame = this.#seconds.length;
    if (svg === this.#last) {
      this.#seconds[frame - 1]! += seconds;
      return;
    }
    this.#last = svg;
    const { head, lines } = parts(svg);
    this.#head ??= head;
    const signature = lines.map(signatureOf).join("\n");
    let group = this.#groups.get(signature);
    if (group === undefined) {
      group = { lines: lines.map(() => []), frames: [] };
      this.#groups.set(signature, group);
    }
    group.frames.push(frame);
    for (const [k, line] of lines.entries()) group.lines[k]!.push(line);
    this.#seconds.push(seconds);
  }

  /** The document. */
  finish(): string {
    const total = this.#seconds.reduce((sum, seconds) => sum + seconds, 0);
    const times: string[] = [];
    let at = 0;
    for (const seconds of this.#seconds) {
      times.push(`${Number((at / total).toFixed(6))}`);
      at += seconds;
    }
    const timeline = { times, duration: `${Number(total.toFixed(3))}s` };
    const groups = [...this.#groups.values()].flatMap((group) => shown(group, timeline, this.#groups.size));
    return [this.#head!, ...groups, "</svg>", ""].join("\n");
  }
}

/** The tag that opens the document, and the lines up to the one that closes it. */
function parts(svg: string): { readonly head: string; readonly lines: readonly string[] } {
  const opened = svg.indexOf("<svg");
  const end = endOfTag(svg, opened);
  const head = svg.slice(opened, end);
  const body = svg.slice(end, svg.lastIndexOf("</svg>"));
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  return lines.every((line) => elementOf(line) !== undefined)
    ? { head, lines }
    : { head, lines: [body.trim()] };
}

/** Where a tag ends: values may hold the sign that ends it. */
function endOfTag(svg: string, from: number): number {
  let quote = "";
  for (let k = from; k < svg.length; k++) {
    const character = svg[k]!;
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return k + 1;
  }
  return svg.length;
}

function elementOf(line: string): Element | undefined {
  const match = /^<([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/>|>[^<]*<\/\1>)$/i.exec(line);
  if (match === null) return undefined;
  const [, name, listed, rest] = match as unknown as [string, string, string, string];
  const attributes = Array.from(
    listed.matchAll(/ ([\w:-]+)="([^"]*)"/g),
    (one) => [one[1]!, one[2]!] as const,
  );
  return { name, attributes, rest };
}

/** Equal for lines that differ in the values of attributes only. */
function signatureOf(line: string): string {
  const element = elementOf(line);
  if (element === undefined) return line;
  return `${element.name} ${element.attributes.map(([name]) => name).join(" ")} ${element.rest}`;
}

interface Timeline {
  /** When each frame begins, as a share of the duration. */
  readonly times: readonly string[];
  readonly duration: string;
}

function shown({ lines, frames }: Group, timeline: Timeline, groups: number): string[] {
  const own = lines.map((values) => animated(values, frames, timeline));
  if (groups === 1) return own;
  // Hidden while frames of other structures are shown.
  const isOn = new Set(frames);
  const states = timeline.times.map((_, frame) => (isOn.has(frame) ? "visible" : "hidden"));
  const all = timeline.times.map((_, frame) => frame);
  return [`<g visibility="${states[0]}">`, animation("visibility", states, all, timeline), ...own, "</g>"];
}

/** A line with animations of what changes in it. */
function animated(values: readonly string[], frames: readonly number[], timeline: Timeline): string {
  const first = elementOf(values[0]!);
  if (first === undefined || values.every((value) => value === values[0])) return values[0]!;
  const elements = values.map((value) => elementOf(value)!);
  const animations = first.attributes.flatMap(([name, value], k) => {
    const each = elements.map(({ attributes }) => attributes[k]![1]);
    return each.every((other) => other === value) ? [] : [animation(name, each, frames, timeline)];
  });
  const opened = `<${first.name}${first.attributes.map(([name, value]) => ` ${name}="${value}"`).join("")}>`;
  const text = first.rest.startsWith(">") ? first.rest.slice(1, first.rest.lastIndexOf("</")) : "";
  return `${opened}${text}${animations.join("")}</${first.name}>`;
}

/** @param frames at which the values begin; the first one's holds from the start */
function animation(
  attribute: string,
  values: readonly string[],
  frames: readonly number[],
  { times, duration }: Timeline,
): string {
  const changes = values.flatMap((value, k) => (k === 0 || value !== values[k - 1] ? [k] : []));
  const listed = changes.map((k) => values[k]!).join(";");
  const at = changes.map((k, n) => (n === 0 ? "0" : times[frames[k]!]!)).join(";");
  return (
    `<animate attributeName="${attribute}" calcMode="discrete" dur="${duration}" repeatCount="indefinite" ` +
    `values="${listed}" keyTimes="${at}"/>`
  );
}
