/** A block of the work: these members on these tasks. */
export interface Share {
  readonly firstMember: number;
  readonly members: number;
  readonly firstTask: number;
  readonly tasks: number;
}

/** Shares of a worker: lifetimes differ in length, and so whoever is done first takes the next. */
const EACH = 4;

/** Splits members × tasks, by members as long as there are enough of them, into equal shares (by one member or task). */
export function sharesOf(members: number, tasks: number, workers: number): Share[] {
  const wanted = EACH * workers;
  const rows = Math.min(members, wanted);
  const columns = Math.min(tasks, Math.ceil(wanted / rows));
  const cut = (length: number, parts: number, k: number): number => Math.floor((length * k) / parts);
  return Array.from({ length: rows * columns }, (_, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    const firstMember = cut(members, rows, row);
    const firstTask = cut(tasks, columns, column);
    return {
      firstMember,
      members: cut(members, rows, row + 1) - firstMember,
      firstTask,
      tasks: cut(tasks, columns, column + 1) - firstTask,
    };
  });
}
