import { stat } from "node:fs/promises";
import { isRecord } from "../../check/keys.js";
import { quoted } from "../../check/text.js";
import {
  parseScope,
  parseToken,
  S2ArgumentError,
  type AccessTokenInfo,
  type AccessTokenScope,
  type ParsedToken,
} from "../../index.js";
import type { Context } from "../context.js";
import { CommandError, usageError } from "../exit.js";
import { connect, noSuchToken, type Account } from "./account.js";
import { readDocument, type Document } from "./documents.js";

/** A token of the account, or the content of a file. */
export type Subject = AccessTokenInfo | ParsedToken | AccessTokenScope;

/** A scope or token that an operand names. */
export interface Operand {
  readonly subject: Subject;
  /** The name in messages: its id, the file, or stdin. */
  readonly name: string;
}

/** Reads operands: ids of tokens, which are fetched from S2, files, and `-` for stdin. */
export function operandReader(context: Context): (operand: string) => Promise<Operand> {
  let account: Promise<Account> | undefined;
  return async (operand) => {
    const place = await placeOf(operand);
    if (place.kind === "file") {
      const document = await readDocument(context, place.file);
      return { subject: parseSubject(document), name: document.name };
    }
    const { accessTokens } = await (account ??= connect(context));
    const token = await accessTokens.get({ id: place.id }, { signal: context.stop });
    if (token === undefined) throw noSuchToken(place.id);
    return { subject: token, name: place.id };
  };
}

/** Tells a file from an id; if an operand could be either, ends the command and explains how to write each. */
async function placeOf(
  operand: string,
): Promise<{ readonly kind: "file"; readonly file: string } | { readonly kind: "id"; readonly id: string }> {
  if (operand.startsWith("id:")) return { kind: "id", id: operand.slice(3) };
  if (operand === "-" || /^\.{0,2}\/|\.(json|ya?ml)$/i.test(operand)) return { kind: "file", file: operand };
  const isFile = await stat(operand).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return { kind: "id", id: operand };
  throw usageError(
    `${quoted(operand)} could be a file or an id: write ./${operand} for the file, id:${operand} for the token.`,
  );
}

/** Parses a document's scope or token, in this package's spelling or S2's. Problems are reported by their path. */
export function parseSubject(document: Document): ParsedToken | AccessTokenScope {
  const value = withoutExtras(document.value);
  if (!isRecord(value) || !("scope" in value)) return inFile(document, () => parseScope(value));
  // A file about a token need not name one.
  const token = inFile(document, () => parseToken({ id: "token", ...value }));
  if ("id" in value) return token;
  const { id: _, ...nameless } = token;
  return nameless as ParsedToken;
}

/** Processes a document's content; argument problems are reported under the document's name. */
export function inFile<T>({ name }: Document, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    const lines = error.issues.map(({ message }) => `${name}: ${message}`);
    const { issues, code } = error;
    throw new CommandError({ exit: "usage", code, message: lines.join("\n"), issues }, error);
  }
}

/** Strips what this command's own JSON adds to a token, so that `get --json | lint -` works. */
function withoutExtras(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (value["version"] === 1 && isRecord(value["token"])) return value["token"];
  const { findings, ...token } = value;
  return Array.isArray(findings) ? token : value;
}

/** Returns the scope of a token, or the scope itself. */
export function scopeOf(subject: Subject): AccessTokenScope {
  return "scope" in subject ? subject.scope : subject;
}
