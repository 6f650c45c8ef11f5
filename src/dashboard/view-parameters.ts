import type { Band, Centre, CurveView } from "./messages.js";

const CENTRES: readonly Centre[] = ["mean", "iqm"];
const BANDS: readonly Band[] = ["ci95", "iqr", "none"];
const MOST_SMOOTHING = 50;

/** What a request asks to see; undefined for what makes no sense. */
export function viewOf(parameters: URLSearchParams): CurveView | undefined {
  const asked = parameters.get("centre");
  const centre = CENTRES.find((one) => one === asked);
  const band = BANDS.find((one) => one === (parameters.get("band") ?? "ci95"));
  const smooth = Number(parameters.get("smooth") ?? 0);
  if ((asked !== null && centre === undefined) || band === undefined) return undefined;
  if (!(smooth >= 0 && smooth <= MOST_SMOOTHING)) return undefined;
  const zoom: Record<number, readonly [number, number]> = {};
  for (const text of parameters.getAll("zoom")) {
    const [place, from, to, ...more] = text.split(":").map(Number);
    const isRange = Number.isSafeInteger(place) && from! >= 0 && to! > from! && Number.isFinite(to);
    if (!isRange || more.length > 0) return undefined;
    zoom[place!] = [from!, to!];
  }
  return { centre, band, smooth, seeds: parameters.get("seeds") === "1", zoom };
}
