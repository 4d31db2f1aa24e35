/** True exactly if two types are identical, `readonly` and `?` included; `any` is identical only to itself. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless given `true`. */
export type Expect<T extends true> = T;
