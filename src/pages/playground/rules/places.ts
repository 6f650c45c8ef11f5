/** x of the inputs, the two hidden layers and the output. */
export const COLUMNS = [76, 206, 336, 466] as const;
/** y of the units of each. */
export const ROWS = [
  [142, 186, 230],
  [132, 186, 240],
  [132, 186, 240],
  [158, 214],
] as const;
/** Of a unit. */
export const RADIUS = 15;
/** The box that the feedback comes from. */
export const WORLD = { x: 552, y: 158, width: 76, height: 56 };
/** y of the line along which signals go over the network. */
export const BUS = 62;
