import { useEffect, useRef } from "preact/hooks";
import { showPicture } from "../picture/show-picture.js";

/** A picture that an environment drew: an SVG document of creditgym's own, made from numbers. */
export function FrameView({ svg }: { readonly svg: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (svg !== "") showPicture(host.current!, svg);
    else host.current!.replaceChildren();
  }, [svg]);
  return <div class="frame" ref={host} />;
}
