import { instantOf } from "../read/instant.js";
import { fail, optional, readJson, stringOf } from "../read/json.js";
import { basinNameProblem, streamNameProblem, streamPrefixProblem } from "../read/names.js";
import { readListQuery, type ListQuery } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { AccountRequest } from "../request.js";
import type { Exchange, RouteAnswer } from "../route.js";
import { selectPage } from "../sorted-map.js";
import type { Basin, Stream, Token } from "../state.js";
import { findBasin } from "./basins.js";
import { readStreamConfig, type StreamConfig } from "./config-body.js";

/** A stream that a request names, by its full name. */
export interface StreamPlace {
  readonly basin: string;
  readonly stream: string;
}

/** A stream to create. */
export interface StreamRequest extends StreamPlace {
  readonly config: StreamConfig;
}

/** The page of streams that is asked for, by full names. */
export interface StreamListQuery extends ListQuery {
  readonly basin: string;
}

/** Reads which basin a request is for: the `s2-basin` header, else the first label of a host for basins. */
export function readBasinHeader({ request }: Exchange): string {
  const name =
    request.headers.get("s2-basin") ?? /^([^.]+)\.(?:b\.|localhost$)/.exec(request.url.hostname)?.[1];
  if (name === undefined) throw new Refusal("bad_header", "The request needs the header s2-basin.");
  const problem = basinNameProblem(name);
  if (problem !== undefined) throw new Refusal("bad_header", `The basin in s2-basin ${problem}.`);
  return name;
}

/** Reads the stream in the path. */
export function readStreamPlace(exchange: Exchange): StreamPlace {
  return { basin: readBasinHeader(exchange), stream: readStreamInPath(exchange) };
}

/** Reads the stream in the path, as a full name. */
export function readStreamInPath({ parameters, caller }: Exchange): string {
  const given = parameters["stream"] ?? "";
  const problem = streamNameProblem(given) ?? streamNameProblem(prefixOf(caller) + given);
  if (problem !== undefined) throw new Refusal("bad_path", `The stream in the path ${problem}.`);
  return prefixOf(caller) + given;
}

/** Reads the body of a creation. */
export function readStreamRequest(exchange: Exchange): StreamRequest {
  const basin = readBasinHeader(exchange);
  const body = readJson(exchange.request);
  const given = stringOf(body["stream"], "stream");
  const stream = prefixOf(exchange.caller) + given;
  const problem = streamNameProblem(given) ?? streamNameProblem(stream);
  if (problem !== undefined) return fail("stream", problem);
  return { basin, stream, config: optional(readStreamConfig)(body["config"], "config") ?? {} };
}

/** Reads a listing's parameters. */
export function readStreamListQuery(exchange: Exchange): StreamListQuery {
  const query = readListQuery(exchange.request.url, streamPrefixProblem);
  const prefix = prefixOf(exchange.caller);
  return {
    ...query,
    basin: readBasinHeader(exchange),
    prefix: prefix + query.prefix,
    // The stream whose name is the prefix itself would be listed without a name: a listing starts after it.
    startAfter: prefix + query.startAfter,
  };
}

/** Answers a listing of streams. */
export function listStreams(query: StreamListQuery, { state, rules, caller }: Exchange): RouteAnswer {
  const within = rules.filterListings ? caller.scope.streams : { prefix: "" };
  const { streams } = findBasin(state, query.basin);
  const { items, hasMore } = selectPage(streams, ({ name }) => name, query, within);
  return { status: 200, json: { streams: items.map((stream) => toInfo(stream, caller)), has_more: hasMore } };
}

/** Creates a stream, or repeats the answer to the same `s2-request-token`. */
export function createStream(
  wanted: StreamRequest,
  { request, state, rules, caller }: Exchange,
): RouteAnswer {
  const basin = findBasin(state, wanted.basin);
  const requestToken = request.headers.get("s2-request-token");
  const existing = basin.streams.get(wanted.stream);
  if (existing === undefined) {
    const created = newStream(basin, wanted.stream, wanted.config, rules.now(), requestToken);
    basin.streams.set(created.name, created);
    return { status: 201, json: toInfo(created, caller) };
  }
  if (requestToken === null || existing.requestToken !== requestToken) {
    throw new Refusal("resource_already_exists", "A stream with this name exists.");
  }
  return { status: 201, json: toInfo(existing, caller) };
}

/** An empty stream for a basin. What its configuration leaves open is the basin's default. */
export function newStream(
  { config: { default_stream_config: defaults } }: Basin,
  name: string,
  config: StreamConfig,
  now: number,
  requestToken: string | null,
): Stream {
  return {
    name,
    createdAt: instantOf(now).text,
    config: { ...defaults, ...defined(config) },
    requestToken,
    records: [],
    tail: { seq_num: 0, timestamp: 0 },
    fencingToken: "",
  };
}

/** Answers the configuration a stream was created with. */
export function getStreamConfig(place: StreamPlace, exchange: Exchange): RouteAnswer {
  return { status: 200, json: findStream(place, exchange).config };
}

/** Deletes a stream and its records, at once. */
export function deleteStream(place: StreamPlace, exchange: Exchange): RouteAnswer {
  findStream(place, exchange);
  findBasin(exchange.state, place.basin).streams.delete(place.stream);
  return { status: 202 };
}

/** The stream of a name, or a 404. */
export function findStream({ basin, stream: name }: StreamPlace, { state }: Exchange): Stream {
  const stream = findBasin(state, basin).streams.get(name);
  if (stream === undefined) throw new Refusal("stream_not_found", "There is no stream with this name.");
  return stream;
}

/** The stream; where the basin creates missing ones on this occasion, a new one. */
export function openStream(
  place: StreamPlace,
  exchange: Exchange,
  when: "create_stream_on_append" | "create_stream_on_read",
): Stream {
  const basin = findBasin(exchange.state, place.basin);
  if (basin.config[when] !== true) return findStream(place, exchange);
  const config = readConfigHeader(exchange.request);
  const existing = basin.streams.get(place.stream);
  if (existing !== undefined) return existing;
  const created = newStream(basin, place.stream, config, exchange.rules.now(), null);
  basin.streams.set(created.name, created);
  return created;
}

/** The configuration for a stream that this request may create. */
function readConfigHeader({ headers }: AccountRequest): StreamConfig {
  const text = headers.get("s2-stream-config");
  if (text === null) return {};
  try {
    return readStreamConfig(JSON.parse(text), "s2-stream-config");
  } catch (error) {
    throw new Refusal(
      "bad_header",
      error instanceof Refusal ? error.message : "s2-stream-config is not JSON.",
    );
  }
}

/** What a token puts before every stream name; mostly nothing. */
function prefixOf({ autoPrefixStreams, scope }: Token): string {
  return autoPrefixStreams && scope.streams !== null && "prefix" in scope.streams ? scope.streams.prefix : "";
}

function toInfo({ name, createdAt }: Stream, caller: Token): object {
  return { name: name.slice(prefixOf(caller).length), created_at: createdAt, deleted_at: null };
}

function defined(config: StreamConfig): StreamConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}
