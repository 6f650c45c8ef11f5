/**
 * Shows an SVG document in place of the one before. Shapes are kept and only what moves is changed, which takes the
 * browser half of what a new picture takes.
 *
 * @param svg a drawing of creditgym's own: shapes and text, nothing that runs
 * @param name what readers hear who do not see it: by default the drawing's title
 */
export function showPicture(place: Element, svg: string, name?: string): void {
  const { documentElement: next } = new DOMParser().parseFromString(svg, "image/svg+xml");
  if (name !== undefined) next.setAttribute("aria-label", name);
  const shown = place.firstElementChild;
  if (shown === null) place.append(document.importNode(next, true));
  else update(shown, next);
}

/** Makes an element like another one, with as few changes as there are. */
function update(shown: Element, next: Element): void {
  if (shown.localName !== next.localName) {
    shown.replaceWith(document.importNode(next, true));
    return;
  }
  for (const { name } of [...shown.attributes]) if (!next.hasAttribute(name)) shown.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  if (next.childElementCount === 0 && shown.textContent !== next.textContent)
    shown.textContent = next.textContent;
  const [olds, news] = [[...shown.children], [...next.children]];
  news.forEach((child, k) => {
    const old = olds[k];
    if (old === undefined) shown.append(document.importNode(child, true));
    else update(old, child);
  });
  for (const old of olds.slice(news.length)) old.remove();
}
