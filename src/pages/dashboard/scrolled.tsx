import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Hidden {
  readonly left: boolean;
  readonly right: boolean;
}

/** What may be wider than the page: scrolls by finger, wheel and keys, and shows at which side there is more. */
export function Scrolled({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  const region = useRef<HTMLElement>(null);
  const [{ left, right }, setHidden] = useState<Hidden>({ left: false, right: false });
  const look = (): void => {
    // Gone, and its effect not cleaned up yet.
    if (region.current === null) return;
    const { scrollLeft, scrollWidth, clientWidth } = region.current;
    // Widths are rounded.
    const next = { left: scrollLeft > 1, right: scrollLeft + clientWidth < scrollWidth - 1 };
    setHidden((before) => (before.left === next.left && before.right === next.right ? before : next));
  };
  useEffect(() => {
    const observer = new ResizeObserver(look);
    observer.observe(region.current!);
    for (const child of region.current!.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const isScrolled = left || right;
  return (
    <div class={`scrolled ${left ? "more-left" : ""} ${right ? "more-right" : ""}`}>
      <section
        ref={region}
        onScroll={look}
        aria-label={label}
        // By keys it scrolls only where it can have the focus.
        tabIndex={isScrolled ? 0 : undefined}
      >
        {children}
      </section>
    </div>
  );
}
