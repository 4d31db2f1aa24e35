import { isRecord } from "../../check/keys.js";
import type { Context } from "../context.js";
import type { TokenPlan, DesiredTokens, PlanOptions } from "../../lifecycle/index.js";
import { readDocument, type Document } from "./documents.js";
import { operandReader } from "./operands.js";

/** The flags that limit or permit large changes. */
export interface MassFlags {
  readonly parent?: string;
  readonly prune?: boolean;
  readonly pruneCount?: number;
  readonly recreate?: number;
}

/** A file to plan or apply. */
export interface DesiredFile {
  readonly document: Document;
  /** The prefix it owns, as written; the library checks it. */
  readonly owned: string;
  /** The plan, if the file holds one. */
  readonly plan: TokenPlan | undefined;
  readonly desired: DesiredTokens;
}

/** Reads a file of tokens, or a plan. The library checks its content and reports problems by path. */
export async function readDesiredFile(context: Context, file: string): Promise<DesiredFile> {
  const document = await readDocument(context, file);
  const { value } = document;
  const isPlan = isRecord(value) && "digest" in value && "steps" in value;
  const wanted = isPlan ? value["desired"] : value;
  const owned = isRecord(wanted) ? wanted["owned"] : undefined;
  return {
    document,
    owned: typeof owned === "string" ? owned : "",
    // Of any shape: the library validates it like any other input.
    plan: isPlan ? (value as unknown as TokenPlan) : undefined,
    desired: wanted as DesiredTokens,
  };
}

/** Returns the plan options that the flags set. */
export async function massOptions(
  context: Context,
  { parent, prune = false, pruneCount, recreate }: MassFlags,
): Promise<Pick<PlanOptions, "parent" | "prune" | "recreate">> {
  const issuer = parent === undefined ? undefined : (await operandReader(context)(parent)).subject;
  return { parent: issuer, prune: pruneCount ?? prune, recreate };
}
