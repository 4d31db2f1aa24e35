import { S2ArgumentError } from "../../errors.js";
import { describeGrant } from "../evaluate.js";
import { asMarkdown, asText, type Explanation, type Part, type Row } from "./format.js";
import { OBJECTS, WORDS, wordsFor } from "./words.js";
import { factsOf, SOURCED_TABLE, type GroupOptions, type OperationTable } from "../groups.js";
import { permittedOperations, type PermittedOperation } from "../permitted.js";
import { RESOURCE_KINDS, RESOURCES, setOf, type Resource } from "../resources.js";
import { list, timeText } from "../sentences.js";
import { readSubject, type ScopeOrToken, type Subject, type TokenFacts } from "../subject.js";

/** How an explanation is written. */
export interface ExplainOptions extends GroupOptions {
  /** Plain text in columns (the default), or Markdown for a review. */
  readonly format?: "text" | "markdown" | undefined;
}

/**
 * What a scope or token may do, where and until when, and what it cannot, in plain English: a summary, then a table. In
 * the table `unclear` marks what S2's sources disagree about, and `never` what is granted and cannot succeed.
 *
 * The same scope always gives the same text, sorted, so that it can be compared; between versions of this package the
 * words may change. Time is not looked at: `lint` finds tokens that have expired.
 *
 * @throws S2ArgumentError if there is no scope in it.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * console.log(explain(token, { format: "markdown" }));
 * ```
 */
export function explain(token: ScopeOrToken, options: ExplainOptions = {}): string {
  const { format = "text", groups } = options;
  if (format !== "text" && format !== "markdown") {
    const message = 'An explanation is "text" or "markdown".';
    throw new S2ArgumentError([{ path: "format", code: "wrong_type", message }]);
  }
  const subject = readSubject(token, "");
  const table = groups ?? SOURCED_TABLE;
  const operations = [...permittedOperations(subject.scope, { groups: table })].sort(byName);
  const explanation = {
    title: titleOf(subject.token),
    summary: summaryOf(operations),
    facts: [...RESOURCE_KINDS.map((resource) => setFact(subject, resource)), ...expiryFacts(subject.token)],
    rows: operations.filter(isGranted).map((operation) => rowOf(operation, table)),
    cannot: operations.filter((operation) => !isGranted(operation)).map(({ operation }) => operation),
  };
  return format === "text" ? asText(explanation) : asMarkdown(explanation);
}

/**
 * What a scope or token may do for certain, in one line: `Reads and writes records; reads metrics.` Where, until when and
 * through what, `explain` says.
 *
 * @throws S2ArgumentError if there is no scope in it.
 * @example
 * ```ts
 * for await (const token of client.accessTokens.listAll()) console.log(token.id, summary(token));
 * ```
 */
export function summary(token: ScopeOrToken, options: GroupOptions = {}): string {
  const groups = options.groups ?? SOURCED_TABLE;
  return summaryOf(permittedOperations(readSubject(token, "").scope, { groups }));
}

function titleOf(token: TokenFacts | undefined): Part {
  if (token === undefined) return "This scope";
  return token.id === undefined ? "This token" : { name: token.id };
}

function byName(a: PermittedOperation, b: PermittedOperation): number {
  return a.operation < b.operation ? -1 : 1;
}

function isGranted({ answer, grants }: PermittedOperation): boolean {
  return answer !== "no" || grants.length > 0;
}

/** What is certain, in one line: `Reads and writes records; reads metrics.` */
function summaryOf(operations: readonly PermittedOperation[]): string {
  const sure = new Set<string>(
    operations.filter(({ answer }) => answer === "yes").map(({ operation }) => operation),
  );
  const clauses = OBJECTS.flatMap((object) => {
    const verbs = Object.entries(WORDS).filter(([name, words]) => words.object === object && sure.has(name));
    const distinct = [...new Set(verbs.map(([, { verb }]) => verb))];
    return distinct.length === 0 ? [] : [`${list(distinct)} ${object}`];
  });
  const summary = clauses.length === 0 ? "can do nothing for certain" : clauses.join("; ");
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function setFact({ scope, token }: Subject, resource: Resource): Explanation["facts"][number] {
  const label = RESOURCES[resource].set === "accessTokens" ? "access tokens" : RESOURCES[resource].set;
  const set = setOf(scope, resource);
  switch (set.kind) {
    case "none":
      return { label, text: ["none"] };
    case "exact":
      return { label, text: ["only ", { name: set.name }] };
    case "prefix": {
      const given =
        resource === "stream" && token?.autoPrefixStreams === true ? ", given and listed without it" : "";
      return {
        label,
        text: set.prefix === "" ? ["all"] : ["those that begin with ", { name: set.prefix }, given],
      };
    }
    case "unreadable":
      return { label, text: ["of a shape that this version cannot read"] };
  }
}

function expiryFacts(token: TokenFacts | undefined): Explanation["facts"] {
  if (token === undefined) return [];
  const { expiresAt } = token;
  const text =
    expiresAt === undefined
      ? "when the token that issues it does"
      : expiresAt === null
        ? "never"
        : Number.isNaN(expiresAt)
          ? "at no time that this version can read"
          : timeText(expiresAt);
  return [{ label: "expires", text: [text] }];
}

function rowOf({ operation, answer, grants, missing }: PermittedOperation, table: OperationTable): Row {
  const through = grants.length === 0 ? "what this version cannot read" : list(grants.map(describeGrant));
  const empty = missing.map((resource) => RESOURCES[resource].set);
  const doubt =
    answer === "yes" ? "" : missing.length > 0 ? `, but ${list(empty)} covers nothing` : doubtOf();
  return {
    operation,
    may: MAY[answer],
    meaning: wordsFor(operation)?.meaning ?? "not known to this version",
    through: through + doubt,
  };

  function doubtOf(): string {
    const facts = factsOf(table, operation);
    if (facts === undefined || grants.length === 0 || grants.some(({ through }) => through === "ops"))
      return "";
    return facts.certainty === "disputed" ? "; S2's sources disagree" : "; no source says so";
  }
}

const MAY = { yes: "yes", no: "never", unknown: "unclear" } as const;
