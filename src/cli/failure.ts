import {
  S2ApiError,
  S2ArgumentError,
  S2AuthenticationError,
  S2ConflictError,
  S2ConnectionError,
  S2Error,
  S2PermissionError,
  S2TimeoutError,
} from "../errors.js";
import { quoted, shown } from "../check/text.js";
import { CommandError, Stopped, type Exit, type Failure } from "./exit.js";

/** Returns the failure that an error represents. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) return error.failure;
  if (error instanceof Stopped) {
    return { exit: "stopped", code: "stopped", message: "Stopped.", effect: "none" };
  }
  if (error instanceof S2ArgumentError) return fromArguments(error);
  if (error instanceof S2Error) return fromService(error);
  // The message of any other error may quote its input; its name and stack frames do not.
  return { exit: "fault", code: "fault", message: faultText(error), effect: "unknown" };
}

function fromArguments({ code, message, issues }: S2ArgumentError): Failure {
  return { exit: "usage", code, message, effect: "none", issues };
}

function fromService(error: S2Error): Failure {
  const { code, effect } = error;
  const status = error instanceof S2ApiError ? ` (${error.status} ${shown(error.code)})` : "";
  // Checked by its code: the class can recover, so importing it would load the client, which help does not need.
  if (code === "outcome_unknown" && "id" in error) {
    const id = String(error.id);
    return {
      exit: "unknown",
      code,
      message: `A token ${quoted(id)} may have been issued, but its secret did not arrive.`,
      effect,
      next: `If it exists, nobody has its secret: s2-access-tokens revoke ${word(id)}`,
    };
  }
  const message = error instanceof S2ApiError ? `S2 says: ${shown(error.message)}${status}` : error.message;
  return { exit: exitOf(error), code, message, effect, next: nextOf(error) };
}

function exitOf(error: S2Error): Exit {
  if (error.effect === "unknown" && (error.operation === "issue" || error.operation === "revoke")) {
    return "unknown";
  }
  if (error instanceof S2AuthenticationError || error instanceof S2PermissionError) return "refused";
  // A 404 with another code is about the path: the endpoint is not an S2 account.
  if (error.code === "access_token_not_found") return "notFound";
  if (error instanceof S2ConflictError) return "conflict";
  if (error instanceof S2ConnectionError || error instanceof S2TimeoutError) return "unreachable";
  return "failed";
}

function nextOf(error: S2Error): string | undefined {
  return error instanceof S2AuthenticationError ? "s2-access-tokens doctor" : undefined;
}

/** Quotes a word for a shell. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function faultText(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  const frames =
    error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  return [`A bug in this program: ${shown(name)}.`, ...frames.slice(0, 5)].join("\n");
}
