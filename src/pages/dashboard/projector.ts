/** Shows pictures one after the other, each as an image, in which nothing runs. */
export class Projector {
  readonly #screen: HTMLElement;
  readonly #alt: string;
  #isBusy = false;

  constructor(screen: HTMLElement, alt: string) {
    this.#screen = screen;
    this.#alt = alt;
  }

  /**
   * The picture before stays until this one can be drawn. One that comes meanwhile is left out: the next is not far.
   *
   * @param shown called once it is seen
   */
  show(svg: string, shown: () => void): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const image = new Image();
    image.alt = this.#alt;
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    const end = (): void => {
      this.#isBusy = false;
    };
    // One that cannot be drawn is left out, too.
    image.decode().then(() => {
      this.#screen.replaceChildren(image);
      end();
      shown();
    }, end);
  }
}
