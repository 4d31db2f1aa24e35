import type { AccessTokenScope } from "../../types.js";
import type { UnnamedToken } from "../bulk/issue-many.js";
import { checkPrefix } from "../prefixes.js";

/** The template of a key's tokens: their scope, and an `idPrefix` of their own that ends in a separator. */
export type TokenTemplate = Omit<UnnamedToken, "expiresAt" | "expiresAtText" | "expiresIn">;

/** The properties that a key's tokens share. */
export interface Kind {
  readonly idPrefix: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams: boolean;
}

/** Reads a key's template. Throws if its prefix does not end in a separator. */
export function kindOf({ idPrefix, scope, autoPrefixStreams }: TokenTemplate): Kind {
  const built = "build" in scope && typeof scope.build === "function" ? scope.build() : scope;
  return {
    idPrefix: checkPrefix(idPrefix, "idPrefix"),
    // issue validates it.
    scope: built as Kind["scope"],
    autoPrefixStreams: autoPrefixStreams === true,
  };
}
