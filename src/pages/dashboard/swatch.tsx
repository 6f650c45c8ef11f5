import { seriesStyle } from "../theme/colours.js";
import { isDark } from "../theme/dark.js";

/** A piece of a rule's line. @param place of the rule */
export function Swatch({ place }: { readonly place: number }) {
  const { light, dark, dash } = seriesStyle(place);
  return (
    <svg class="swatch" width="22" height="10" aria-hidden="true">
      <line
        x1="0"
        y1="5"
        x2="22"
        y2="5"
        stroke={isDark.value ? dark : light}
        stroke-width="2.5"
        stroke-dasharray={dash.join(" ")}
      />
    </svg>
  );
}
