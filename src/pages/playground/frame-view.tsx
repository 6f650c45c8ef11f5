import { useEffect, useRef } from "preact/hooks";
import { isDark } from "../theme/dark.js";
import { darkFrame } from "./dark-frame.js";

/** A picture that an environment drew: an SVG document of creditgym's own, made from numbers. */
export function FrameView({ svg }: { readonly svg: string }) {
  const host = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  useEffect(() => {
    host.current!.innerHTML = dark ? darkFrame(svg) : svg;
  }, [svg, dark]);
  return <div class="frame" ref={host} />;
}
