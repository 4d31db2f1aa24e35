import { OPERATIONS, type Operation } from "../../../generated/constants.js";
import { covers } from "../authorise.js";
import { readCount, readParameter } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { Exchange, RouteAnswer } from "../route.js";
import type { State, Stream } from "../state.js";
import { findBasin } from "./basins.js";
import { meteredBytes } from "./records/record.js";
import { findStream } from "./streams.js";

/** The metric sets of an account, a basin and a stream. */
const SETS = {
  account: ["active-basins", "account-ops"],
  basin: ["storage", "append-ops", "read-ops", "read-throughput", "append-throughput", "basin-ops"],
  stream: ["storage"],
} as const;

const INTERVALS = ["minute", "hour", "day"] as const;

/** A request for metrics. */
interface MetricsQuery {
  readonly set: string;
  readonly interval: (typeof INTERVALS)[number];
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** Returns a reader of requests for metrics of the account, or of what the path names. */
export function metricsReader<Place>(level: keyof typeof SETS, readPlace: (exchange: Exchange) => Place) {
  return (exchange: Exchange): MetricsQuery & Place => {
    const { url } = exchange.request;
    const set = oneOf(SETS[level], readParameter(url, "set"), "set");
    const interval = oneOf(INTERVALS, readParameter(url, "interval") ?? "minute", "interval");
    const times = { start: readCount(url, "start"), end: readCount(url, "end") };
    return { ...readPlace(exchange), set, interval, ...times };
  };
}

/** Refuses a time range that ends before it starts, is too long, or ends in the future. */
export function checkMetrics({ start, end }: MetricsQuery, { rules }: Exchange): void {
  const now = rules.now() / 1000;
  if (start === undefined || end === undefined) throw new Refusal("invalid", "start and end are required.");
  if (start > end) throw new Refusal("invalid", "start must not be after end.");
  if (end >= now + 600) throw new Refusal("invalid", "end must be less than 10 minutes in the future.");
  if (end - start >= 3_456_000) throw new Refusal("invalid", "The time must be less than 40 days.");
}

/** Answers with the account's metrics. What is not measured here reads as if nothing had happened. */
export function accountMetrics(query: MetricsQuery, { state, rules, caller }: Exchange): RouteAnswer {
  if (query.set === "account-ops") {
    const operations = OPERATIONS.filter((one) => rules.operationTable[one].group === "account");
    return answer(count(operations, "", query, state));
  }
  const within = rules.filterListings ? caller.scope.basins : { prefix: "" };
  const names = Array.from(state.basins.from("", true), ({ name }) => name);
  return answer([{ label: { name: "active_basins", values: names.filter((name) => covers(within, name)) } }]);
}

/** Answers with a basin's metrics. */
export function basinMetrics(query: MetricsQuery & { basin: string }, exchange: Exchange): RouteAnswer {
  const { state } = exchange;
  const basin = findBasin(exchange, query.basin);
  switch (query.set) {
    case "storage":
      return answer(storageOf([...basin.streams.from("", true)], query, exchange));
    case "append-ops":
      return answer(count(["append"], basin.name, query, state));
    case "read-ops":
      return answer(count(["read", "check-tail"], basin.name, query, state));
    default:
      return answer([]);
  }
}

/** Answers with a stream's metrics. */
export function streamMetrics(
  query: MetricsQuery & { basin: string; stream: string },
  exchange: Exchange,
): RouteAnswer {
  return answer(storageOf([findStream(query, exchange)], query, exchange));
}

/** Counts an operation that succeeded. */
export function countOperation({ activity }: State, operation: Operation, basin: string, now: number): void {
  const minutes = activity.get(`${operation} ${basin}`) ?? new Map<number, number>();
  activity.set(`${operation} ${basin}`, minutes);
  const minute = Math.floor(now / 60_000);
  minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
}

/** Returns how often each operation was done, by interval; without a basin, in any basin. */
function count(
  operations: readonly Operation[],
  basin: string,
  { interval, start = 0, end = 0 }: MetricsQuery,
  { activity }: State,
): object[] {
  const step = { minute: 1, hour: 60, day: 1440 }[interval];
  return operations.flatMap((operation) => {
    const sums = new Map<number, number>();
    for (const [what, minutes] of activity) {
      if (basin === "" ? !what.startsWith(`${operation} `) : what !== `${operation} ${basin}`) continue;
      for (const [minute, times] of minutes) {
        const from = Math.floor(minute / step) * step * 60;
        if (minute * 60 + 59 >= start && minute * 60 <= end) sums.set(from, (sums.get(from) ?? 0) + times);
      }
    }
    const values = [...sums].sort(([a], [b]) => a - b);
    const name = operation.replaceAll("-", "_");
    return values.length === 0 ? [] : [{ accumulation: { name, unit: "operations", interval, values } }];
  });
}

function storageOf(
  streams: readonly Stream[],
  { start = 0, end = 0 }: MetricsQuery,
  { rules }: Exchange,
): object[] {
  const now = Math.floor(rules.now() / 1000);
  const bytes = streams.reduce((sum, { records }) => sum + meteredBytes(records), 0);
  const values = start <= now && now <= end ? [[now, bytes]] : [];
  return [{ gauge: { name: "storage", unit: "bytes", values } }];
}

function answer(values: readonly object[]): RouteAnswer {
  return { status: 200, json: { values } };
}

function oneOf<W extends string>(words: readonly W[], given: string | undefined, name: string): W {
  const word = words.find((one) => one === given);
  if (word === undefined) throw new Refusal("bad_query", `${name} must be one of ${words.join(", ")}.`);
  return word;
}
