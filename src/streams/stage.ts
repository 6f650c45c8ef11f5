import { Observable, type OperatorFunction, Subscriber } from "rxjs";

/**
 * What an operator of ours puts between a source and a destination. Passing the source a subscriber
 * that is linked to the destination, as RxJS's own operators do, costs one call per value, and
 * stops a synchronous source the moment the destination is done; an observer object would do
 * neither.
 */
export abstract class Stage<In, Out> extends Subscriber<In> {
  constructor(protected readonly out: Subscriber<Out>) {
    super(out);
  }

  protected abstract override _next(value: In): void;
}

/** The operator that puts a fresh stage into each subscription. */
export function operator<In, Out>(
  stage: (out: Subscriber<Out>) => Stage<In, Out>,
): OperatorFunction<In, Out> {
  return (source) => new Observable<Out>((out) => source.subscribe(stage(out)));
}
