import type { operations } from "../../generated/schema.js";

type Responses<O extends keyof operations> = operations[O]["responses"];

/** An answer that the contract declares for an operation. */
export type DeclaredAnswer<O extends keyof operations> = {
  [S in keyof Responses<O> & number]: Responses<O>[S] extends {
    content: { "application/json": infer Body };
  }
    ? { readonly status: S; readonly json: Body }
    : { readonly status: S };
}[keyof Responses<O> & number];
