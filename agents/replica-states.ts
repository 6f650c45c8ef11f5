import type { Checkpoint } from "./agent.js";
import { groupName } from "./group-name.js";

/** What each replica has in an entry of its own, called after its number (`groupName`), as lengths differ. */
const OWN_ENTRIES: readonly string[] = ["feedback.history", "feedback.lengths"];

/**
 * What one replica's share of an agent's state is: the state of an agent of that replica alone.
 *
 * @param state of an agent of one group: what it holds is an equal part for each replica, or an entry for each
 */
export function stateOfReplica(state: Checkpoint, replica: number, replicas: number): Checkpoint {
  const part = <T extends { readonly length: number; slice(from: number, to: number): T }>(all: T): T => {
    const size = all.length / replicas;
    return all.slice(replica * size, (replica + 1) * size);
  };
  return {
    tensors: divided(state.tensors, replica, replicas, (values) => part<typeof values>(values)),
    shapes: divided(state.shapes, replica, replicas, ([, ...rest]) => [1, ...rest]),
    metadata: divided(state.metadata, replica, replicas, (value) =>
      Array.isArray(value) ? part<number[]>(value) : value,
    ),
  };
}

/**
 * The state of an agent whose replicas have these states, each of an agent of one replica. Numbers that replicas
 * share, such as the step, must be the same in all.
 */
export function joinedStates(states: readonly Checkpoint[]): Checkpoint {
  return {
    tensors: joined(states.map(({ tensors }) => tensors), (values, name) => {
      const all =
        values.length === 0
          ? values
          : new (values.constructor as Float64ArrayConstructor)(values.length * states.length);
      states.forEach(({ tensors }, k) => {
        all.set(tensors[name], k * values.length);
      });
      return all;
    }),
    shapes: joined(states.map(({ shapes }) => shapes), ([, ...rest]) => [states.length, ...rest]),
    metadata: joined(states.map(({ metadata }) => metadata), (value, name) =>
      Array.isArray(value) ? states.flatMap(({ metadata }) => metadata[name] as readonly number[]) : value,
    ),
  };
}

type Entries<T> = Readonly<Record<string, T>>;

/** One replica's entries. @param part of an entry that all share */
function divided<T>(all: Entries<T>, replica: number, replicas: number, part: (value: T) => T): Entries<T> {
  const found: Record<string, T> = {};
  const ofOthers = new Set(
    OWN_ENTRIES.flatMap((name) => Array.from({ length: replicas }, (_, r) => groupName(name, r))),
  );
  for (const [name, value] of Object.entries(all)) {
    if (OWN_ENTRIES.includes(name)) found[name] = all[groupName(name, replica)];
    else if (!ofOthers.has(name)) found[name] = part(value);
  }
  return found;
}

/** The entries of replicas that had them alone. @param whole an entry that all share, of the first replica's */
function joined<T>(each: readonly Entries<T>[], whole: (value: T, name: string) => T): Entries<T> {
  return Object.fromEntries(
    Object.entries(each[0]).flatMap(([name, value]): [string, T][] =>
      OWN_ENTRIES.includes(name)
        ? each.map((own, replica) => [groupName(name, replica), own[name]])
        : [[name, whole(value, name)]],
    ),
  );
}
