import { isRecord } from "../../check/keys.js";
import type { Context } from "../context.js";
import type { TokenPlan, DesiredTokens, PlanOptions } from "../../lifecycle/index.js";
import { readDocument, type Document } from "./documents.js";
import { operandReader } from "./operands.js";

/** The flags about what goes too far. */
export interface MassFlags {
  readonly parent?: string;
  readonly prune?: boolean;
  readonly pruneCount?: number;
  readonly recreate?: number;
}

/** A file that is to be planned or applied. */
export interface DesiredFile {
  readonly document: Document;
  /** What it owns, as far as it says; the library checks it. */
  readonly owned: string;
  /** The plan, where that is what the file holds. */
  readonly plan: TokenPlan | undefined;
  readonly desired: DesiredTokens;
}

/** Reads a file of tokens, or a plan. What it holds is checked by the library, and told by its path in the file. */
export async function readDesiredFile(context: Context, file: string): Promise<DesiredFile> {
  const document = await readDocument(context, file);
  const { value } = document;
  const isPlan = isRecord(value) && "digest" in value && "steps" in value;
  const wanted = isPlan ? value["desired"] : value;
  const owned = isRecord(wanted) ? wanted["owned"] : undefined;
  return {
    document,
    owned: typeof owned === "string" ? owned : "",
    // Whatever it is, the library reads it as it reads any input, and refuses what it is not.
    plan: isPlan ? (value as unknown as TokenPlan) : undefined,
    desired: wanted as DesiredTokens,
  };
}

/** The options that flags give a plan. */
export async function massOptions(
  context: Context,
  { parent, prune = false, pruneCount, recreate }: MassFlags,
): Promise<Pick<PlanOptions, "parent" | "prune" | "recreate">> {
  const issuer = parent === undefined ? undefined : (await operandReader(context)(parent)).subject;
  return { parent: issuer, prune: pruneCount ?? prune, recreate };
}
