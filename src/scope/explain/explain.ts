import { kindOf, mustBe, refuse } from "../../check/problems.js";
import { alternatives } from "../../check/values.js";
import { describeGrant } from "../grants.js";
import { readOptions, readTable, tableIn, type GroupOptions } from "../groups.js";
import { permittedIn, type PermittedOperation } from "../permitted.js";
import { RESOURCE_KINDS, RESOURCES, setOf, type Resource } from "../resources.js";
import { durationText, list, timeText } from "../sentences.js";
import { readSubject, type ScopeOrToken, type Subject, type TokenFacts } from "../subject.js";
import { asMarkdown, asText, type Explanation, type Part, type Row } from "./format.js";
import { OBJECTS, WORDS, wordsFor } from "./words.js";

/** The form of an explanation. */
export interface ExplainOptions extends GroupOptions {
  /** Plain text in columns (the default), or Markdown for a review. */
  readonly format?: "text" | "markdown" | undefined;
}

/**
 * Explains in plain English what a scope or token may and cannot do, where and until when: a summary, then a table. In
 * the table `unclear` marks what rests on a doubt, and `never` what is granted and cannot succeed, each with its
 * reasons.
 *
 * The same scope always gives the same text, sorted, so that it can be compared; between versions of this package the
 * words may change. Does not compare the expiry with the clock: `lint` finds tokens that have expired.
 *
 * @throws S2ArgumentError if there is no scope in it, and for invalid options.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * console.log(explain(token, { format: "markdown" }));
 * ```
 */
export function explain(token: ScopeOrToken, options: ExplainOptions = {}): string {
  const { format = "text", ...rest } = readOptions(options, ["format", "groups"]);
  if (format !== "text" && format !== "markdown") {
    refuse([mustBe("format", "wrong_type", alternatives(["text", "markdown"]), kindOf(format))]);
  }
  const subject = readSubject(token, "");
  const operations = [...permittedIn(subject, tableIn(rest))].sort(byName);
  const explanation = {
    title: titleOf(subject.token),
    summary: summaryOf(operations),
    facts: [
      ...RESOURCE_KINDS.map((resource) => setFact(subject, resource)),
      ...expiryFacts(subject.token),
      ...unreadFacts(subject),
    ],
    rows: operations.filter(isGranted).map(rowOf),
    cannot: operations.filter((operation) => !isGranted(operation)).map(({ operation }) => operation),
  };
  return format === "text" ? asText(explanation) : asMarkdown(explanation);
}

/**
 * Summarises in one line what a scope or token may do for certain: `Reads and writes records; reads metrics.` `explain`
 * adds where, until when and through what.
 *
 * @throws S2ArgumentError if there is no scope in it.
 * @example
 * ```ts
 * for await (const token of client.accessTokens.listAll()) console.log(token.id, summary(token));
 * ```
 */
export function summary(token: ScopeOrToken, options?: GroupOptions): string {
  return summaryOf(permittedIn(readSubject(token, ""), readTable(options)));
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

/** Summarises in one line what is certain: `Reads and writes records; reads metrics.` */
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
  return token === undefined ? [] : [{ label: "expires", text: [expiryText(token)] }];
}

function expiryText({ expiresAt, expiresIn, finer }: TokenFacts): string {
  const given = expiresIn ?? expiresAt;
  if (given === undefined) return "when the token that issues it does";
  if (given === null) return "never";
  if (Number.isNaN(given)) return "at a time that this version cannot read";
  return expiresIn === undefined ? timeText(given, finer) : `${durationText(given)} after issue`;
}

function unreadFacts({ unread }: Subject): Explanation["facts"] {
  return unread.map((name) => ({ label: "not known", text: [{ name }, ", which may change all of this"] }));
}

/** Lists the grants that hold an operation, and every reason why it is not simply permitted. */
function rowOf({ operation, answer, grants, because }: PermittedOperation): Row {
  const through = list(grants.map(describeGrant));
  const reasons = because.join("; ");
  const joint = through === "" || reasons === "" ? "" : answer === "no" ? ", but " : "; ";
  return {
    operation,
    may: MAY[answer],
    meaning: wordsFor(operation)?.meaning ?? "not known to this version",
    through: `${through}${joint}${reasons}`,
  };
}

const MAY = { yes: "yes", no: "never", unknown: "unclear" } as const;
