import { from, lastValueFrom, type ObservableInput, toArray } from "rxjs";

/** All values of a stream once it completes. */
export const gather = <T>(stream: ObservableInput<T>): Promise<T[]> =>
  lastValueFrom(from(stream).pipe(toArray()));
