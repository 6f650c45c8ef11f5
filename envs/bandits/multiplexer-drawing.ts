import { arrow, COLOURS, type Drawing, label, rectangle, type Scene, type Shape } from "gymnasium-js";

const WIDTH = 480;
const ADDRESS_TOP = 44;
const DATA_TOP = 148;

/** Blue bits are +1, white ones −1; the address points at the bit that is to be said. */
export function multiplexerDrawing(addressBits: number): Drawing<number> {
  return { renderFps: 2, scene: (variables, action) => multiplexerScene(addressBits, variables, action) };
}

function multiplexerScene(bits: number, values: Float64Array, action: number | undefined): Scene {
  let address = 0;
  for (let k = 0; k < bits; k++) address = 2 * address + (values[k]! > 0 ? 1 : 0);
  const count = 2 ** bits;
  const columns = Math.min(count, 8);
  const side = Math.min(44, 352 / Math.max(4, count / 8));
  const gap = 0.14 * side;
  const left = (WIDTH - columns * (side + gap) + gap) / 2;
  const cell = (k: number): readonly [x: number, y: number] => [
    left + (k % columns) * (side + gap),
    DATA_TOP + Math.floor(k / columns) * (side + gap),
  ];
  const height = DATA_TOP + Math.ceil(count / columns) * (side + gap) + 52;
  const said = action === undefined ? undefined : action === 1;
  const right = said === values[bits + address]! > 0;
  const verdict =
    said === undefined ? `address ${address}` : `said ${said ? "+1" : "−1"}: ${right ? "right" : "wrong"}`;
  const [x, y] = cell(address);
  const middle = x + side / 2;
  const addressLeft = (WIDTH - bits * 50 + 6) / 2;
  return {
    title: "A multiplexer",
    width: WIDTH,
    height,
    background: COLOURS.paper,
    shapes: [
      label("address", WIDTH / 2, 30, { size: 15, fill: COLOURS.faint, anchor: "middle" }),
      ...Array.from({ length: bits }, (_, k) => bit(values[k]!, addressLeft + 50 * k, ADDRESS_TOP, 44)),
      ...Array.from({ length: count }, (_, k) => bit(values[bits + k]!, ...cell(k), side)),
      rectangle(x - 3, y - 3, side + 6, side + 6, {
        ...{ fill: "none", stroke: COLOURS.orange, strokeWidth: 5, radius: 0.25 * side },
      }),
      ...arrow([WIDTH / 2, ADDRESS_TOP + 52], [middle, y - 9], COLOURS.orange, 4),
      label(verdict, WIDTH / 2, height - 20, {
        size: 20,
        fill: said === undefined ? COLOURS.faint : right ? COLOURS.green : COLOURS.red,
        anchor: "middle",
        bold: said !== undefined,
      }),
    ],
  };
}

function bit(value: number, x: number, y: number, side: number): Shape {
  return rectangle(x, y, side, side, {
    fill: value > 0 ? COLOURS.blue : COLOURS.white,
    stroke: COLOURS.deepBlue,
    strokeWidth: 1.5,
    radius: 0.2 * side,
  });
}
