import { isDark } from "../theme/dark.js";
import { DARK, LIGHT } from "./network/draw.js";
import { MOST_EDGES } from "./network/network-view.js";
import { isWatched } from "./playground.js";

/** What is what in the drawings of networks. */
export function Legend() {
  const colours = isDark.value ? DARK : LIGHT;
  return (
    <section class="legend" aria-labelledby="legend">
      <h2 id="legend">How to read the networks</h2>
      <ul>
        <li>
          <svg viewBox="0 0 44 20" aria-hidden="true">
            <circle cx="7" cy="10" r="6" fill={colours.lit} stroke={colours.rim} />
            <circle cx="22" cy="10" r="6" fill={colours.unlit} stroke={colours.rim} />
            <circle cx="37" cy="10" r="6" fill={colours.below} stroke={colours.rim} />
          </svg>
          A dot is a unit: yellow by as much as it puts out, grey where that is below 0. Units that fire at
          random are yellow or empty. Inputs are on the left. On the right is the action: a unit for each but
          the last, which is taken when no other is.
        </li>
        <li>
          <svg viewBox="0 0 44 20" aria-hidden="true">
            <line x1="2" y1="6" x2="42" y2="6" stroke={colours.positive} stroke-width="3" />
            <line x1="2" y1="14" x2="42" y2="14" stroke={colours.negative} stroke-width="1.5" />
          </svg>
          A line is a weight: blue excites, orange inhibits; the thicker, the larger. Of those between two
          layers the {MOST_EDGES} largest are drawn.
        </li>
        <li>
          <svg viewBox="0 0 44 20" aria-hidden="true">
            <circle cx="11" cy="10" r="5" fill={colours.unlit} stroke={colours.rim} />
            <path d="M11 2 A8 8 0 0 1 11 18" fill="none" stroke={colours.creditUp} stroke-width="3" />
            <circle cx="33" cy="10" r="5" fill={colours.unlit} stroke={colours.rim} />
            <path d="M33 2 A8 8 0 0 1 41 10" fill="none" stroke={colours.creditDown} stroke-width="3" />
          </svg>
          {isWatched.value
            ? "A ring is the credit of this step: green pushes the unit's input up, purple down. It goes as far round as the credit is large, compared with the largest of the layer."
            : "A ring is a unit's credit, its mean size over the last few hundred steps. It goes as far round as the credit is large, compared with the largest of the layer."}{" "}
          The numbers under the layers are mean sizes of credit.
        </li>
        <li class="wide">
          {isWatched.value
            ? "Pictures and dots show the training itself, step by step."
            : "Training is too fast to be watched: pictures and dots show a copy of each team that plays in real time with the weights of the moment. At “Real time” and “Slow” you watch the training itself."}
        </li>
      </ul>
    </section>
  );
}
