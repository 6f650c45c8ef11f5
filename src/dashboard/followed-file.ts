import { readFileSync, statSync } from "node:fs";

/** A file that others replace as a whole: read again only when they have. */
export class FollowedFile {
  readonly #path: string;
  #stamp = "";

  constructor(path: string) {
    this.#path = path;
  }

  /** Its text where it is another than at the last call; undefined where it is not, or there is none. */
  read(): string | undefined {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    const stamp = stats === undefined ? "" : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
    if (stamp === this.#stamp) return undefined;
    this.#stamp = stamp;
    if (stamp === "") return undefined;
    try {
      return readFileSync(this.#path, "utf8");
    } catch {
      // Gone since, or not ours to read: the next look tells.
      this.#stamp = "";
      return undefined;
    }
  }
}
