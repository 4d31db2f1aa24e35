import type { AccessTokenInfo, Finding } from "../../index.js";

/** A token in JSON output: as listed, in this package's spelling, with the expiry as S2 wrote it. */
export interface TokenJson {
  readonly id: string;
  readonly scope: AccessTokenInfo["scope"];
  readonly autoPrefixStreams: boolean;
  readonly expiresAt: string | null;
}

/** A finding in JSON output. */
export interface FindingJson {
  readonly rule: string;
  readonly severity: string;
  readonly path: string;
  readonly message: string;
}

/** Returns the JSON of a token. */
export function tokenJson({ id, scope, autoPrefixStreams, expiresAtText }: AccessTokenInfo): TokenJson {
  return { id, scope, autoPrefixStreams, expiresAt: expiresAtText };
}

/** Returns the JSON of a finding, without its fix, which `lint --fix` applies. */
export function findingJson({ rule, severity, path, message }: Finding): FindingJson {
  return { rule, severity, path, message };
}
