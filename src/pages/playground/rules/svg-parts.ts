/** Numbers with one decimal at most. */
const n = (value: number): string => `${Math.round(10 * value) / 10}`;

export function line(name: string, x1: number, y1: number, x2: number, y2: number, style?: string): string {
  const own = style === undefined ? "" : ` style="${style}"`;
  return `<line class="${name}" x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"${own}/>`;
}

export function circle(name: string, x: number, y: number, radius: number): string {
  return `<circle class="${name}" cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"/>`;
}

export function box(
  name: string,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): string {
  return `<rect class="${name}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}"/>`;
}

/** Centred. */
export function text(name: string, content: string, x: number, y: number): string {
  return `<text class="${name}" x="${n(x)}" y="${n(y)}" text-anchor="middle">${content}</text>`;
}

/** A line of signals along a path, with a head where told, which points as the path's last two numbers lie to those before. */
export function curve(path: string, headed = false): string {
  const drawn = `<path class="signal" d="${path}"/>`;
  if (!headed) return drawn;
  return `${drawn}${headOf(path)}`;
}

/** A straight arrow of signals. */
export function arrow(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  dash?: string,
): string {
  const dashed = dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
  const angle = Math.atan2(y2 - y1, x2 - x1);
  // The line ends within the head, not at its tip.
  const [x, y] = [x2 - 5 * Math.cos(angle), y2 - 5 * Math.sin(angle)];
  return `<path class="signal" d="M${n(x1)} ${n(y1)} L${n(x)} ${n(y)}"${dashed} style="stroke-width:1.6"/>${head(x2, y2, angle)}`;
}

function headOf(path: string): string {
  const commands = [...path.matchAll(/([MVHLC])([^MVHLC]*)/g)].map(([, kind, numbers]) => ({
    kind: kind!,
    numbers: numbers!.trim().split(/[ ,]+/).map(Number),
  }));
  let [x, y] = [0, 0];
  let angle = 0;
  for (const { kind, numbers } of commands) {
    const [toX, toY] =
      kind === "V" ? [x, numbers[0]!] : kind === "H" ? [numbers[0]!, y] : [numbers.at(-2)!, numbers.at(-1)!];
    const [fromX, fromY] = kind === "C" ? [numbers[2]!, numbers[3]!] : [x, y];
    angle = Math.atan2(toY - fromY, toX - fromX);
    [x, y] = [toX, toY];
  }
  return head(x, y, angle);
}

function head(x: number, y: number, angle: number): string {
  const side = (turn: number): string =>
    `${n(x - 8 * Math.cos(angle + turn))},${n(y - 8 * Math.sin(angle + turn))}`;
  return `<polygon class="head" points="${n(x)},${n(y)} ${side(0.45)} ${side(-0.45)}"/>`;
}
