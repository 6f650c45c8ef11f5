import { useLayoutEffect, useRef } from "preact/hooks";
import { isDark } from "../theme/dark.js";
import { darkFrame } from "./dark-frame.js";
import { showPicture } from "./show-picture.js";

export interface PictureProps {
  /** An SVG document that an environment of creditgym's own drew; empty for nothing. */
  readonly svg: string;
  /** For those who do not see it; by default the drawing's title. */
  readonly name?: string;
}

/** A picture that an environment drew, in colours for the reader's page. */
export function Picture({ svg, name }: PictureProps) {
  const host = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  useLayoutEffect(() => {
    if (svg === "") host.current!.replaceChildren();
    else showPicture(host.current!, dark ? darkFrame(svg) : svg, name);
  }, [svg, name, dark]);
  return <div class="frame" ref={host} />;
}
