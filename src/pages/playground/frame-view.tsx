import { useEffect, useRef } from "preact/hooks";

/** A picture that an environment drew: an SVG document of creditgym's own, made from numbers. */
export function FrameView({ svg }: { readonly svg: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    host.current!.innerHTML = svg;
  }, [svg]);
  return <div class="frame" ref={host} />;
}
