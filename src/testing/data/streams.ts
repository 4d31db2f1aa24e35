import { instantOf } from "../read/instant.js";
import { fail, optional, readJson, readOptionalBody, stringOf } from "../read/json.js";
import { basinNameProblem, streamNameProblem, streamPrefixProblem } from "../read/names.js";
import { readListQuery, type ListQuery } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { AccountRequest } from "../request.js";
import type { Exchange, RouteAnswer } from "../route.js";
import { selectPage } from "../sorted-map.js";
import type { Basin, Stream, Token } from "../state.js";
import { findBasin, refuseDeleting } from "./basins.js";
import { changeStream, readStreamConfig, resolveStream, type Given } from "./config-body.js";
import { provision, remove } from "./provision.js";

/** A stream that a request names, by its full name. */
export interface StreamPlace {
  readonly basin: string;
  readonly stream: string;
}

/** A stream to create, ensure or change. */
export interface StreamRequest extends StreamPlace {
  readonly config: Given;
}

/** The page of streams asked for, by full names. */
export interface StreamListQuery extends ListQuery {
  readonly basin: string;
}

/** Reads the basin a request is for: the `s2-basin` header, else the first label of a basin endpoint's host. */
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

/** Reads the full name of the stream in the path. */
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

/** Reads the stream in the path, and its configuration or a change to it. */
export function readStreamToSet(exchange: Exchange): StreamRequest {
  const { request } = exchange;
  const body = request.method === "PUT" ? (readOptionalBody(request) ?? {}) : readJson(request);
  return { ...readStreamPlace(exchange), config: readStreamConfig(body, "The body") };
}

/** Reads a listing's parameters. */
export function readStreamListQuery(exchange: Exchange): StreamListQuery {
  const query = readListQuery(exchange.request.url, streamPrefixProblem);
  const prefix = prefixOf(exchange.caller);
  return {
    ...query,
    basin: readBasinHeader(exchange),
    prefix: prefix + query.prefix,
    // A stream named exactly like the prefix would be listed without a name, so a listing starts after it.
    start_after: prefix + query.start_after,
  };
}

/** Lists streams. */
export function listStreams(query: StreamListQuery, exchange: Exchange): RouteAnswer {
  const { rules, caller } = exchange;
  const within = rules.filterListings ? caller.scope.streams : { prefix: "" };
  const { streams } = findBasin(exchange, query.basin);
  const { items, hasMore } = selectPage(streams, ({ name }) => name, query, within);
  return { status: 200, json: { streams: items.map((stream) => toInfo(stream, caller)), has_more: hasMore } };
}

/** Creates or ensures a stream. What the request leaves out is as in a new stream. */
export function createStream(wanted: StreamRequest, exchange: Exchange): RouteAnswer {
  const basin = refuseDeleting(findBasin(exchange, wanted.basin));
  const existing = refuseDeletingStream(basin.streams.get(wanted.stream));
  const create = (request: string | null) => addStream(basin, wanted, exchange, request);
  const show = (stream: Stream) => toInfo(stream, exchange.caller);
  const config = resolveStream(basin.config, wanted.config);
  const given = wanted.config;
  return provision({ noun: "stream", given, config, existing, create, show }, exchange);
}

/** Changes a stream's configuration, and answers with all of it. */
export function reconfigureStream(wanted: StreamRequest, exchange: Exchange): RouteAnswer {
  const basin = refuseDeleting(findBasin(exchange, wanted.basin));
  const stream = findStream(wanted, exchange);
  stream.config = changeStream(stream.config, wanted.config, basin.config);
  return { status: 200, json: stream.config };
}

/** Adds an empty stream to a basin. What its configuration leaves out is set to the basin's default, for good. */
function addStream(
  basin: Basin,
  { stream: name, config }: Pick<StreamRequest, "stream" | "config">,
  { rules }: Exchange,
  request: string | null = null,
): Stream {
  const stream: Stream = {
    name,
    createdAt: instantOf(rules.now()).text,
    config: resolveStream(basin.config, config),
    request,
    records: [],
    tail: { seq_num: 0, timestamp: 0 },
    fencingToken: "",
  };
  basin.streams.set(name, stream);
  return stream;
}

/** Answers with a stream's configuration. */
export function getStreamConfig(place: StreamPlace, exchange: Exchange): RouteAnswer {
  return { status: 200, json: findStream(place, exchange).config };
}

/** Deletes a stream and its records. */
export function deleteStream(place: StreamPlace, exchange: Exchange): RouteAnswer {
  const stream = findBasin(exchange, place.basin).streams.get(place.stream);
  if (stream === undefined) throw unknownStream();
  remove(stream, place, exchange);
  return { status: 202 };
}

/** Returns the stream of a name; refuses with a 404 if there is none, with a 409 while it is being deleted. */
export function findStream({ basin, stream: name }: StreamPlace, exchange: Exchange): Stream {
  const stream = refuseDeletingStream(findBasin(exchange, basin).streams.get(name));
  if (stream === undefined) throw unknownStream();
  return stream;
}

function unknownStream(): Refusal {
  return new Refusal("stream_not_found", "There is no stream with this name.");
}

function refuseDeletingStream(stream: Stream | undefined): Stream | undefined {
  if (stream?.deletedAt === undefined) return stream;
  throw new Refusal("stream_deletion_pending", "The stream is being deleted.");
}

/** Returns the stream, or a new one if the basin creates missing streams on this occasion. */
export function openStream(
  place: StreamPlace,
  exchange: Exchange,
  when: "create_stream_on_append" | "create_stream_on_read",
): Stream {
  const basin = findBasin(exchange, place.basin);
  if (!basin.config[when]) return findStream(place, exchange);
  const config = readConfigHeader(exchange.request);
  const existing = refuseDeletingStream(basin.streams.get(place.stream));
  return existing ?? addStream(refuseDeleting(basin), { stream: place.stream, config }, exchange);
}

/** Reads the configuration for a stream that this request may create. */
function readConfigHeader({ headers }: AccountRequest): Given {
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

/** Returns the prefix that a token puts before every stream name; usually empty. */
function prefixOf({ autoPrefixStreams, scope }: Token): string {
  return autoPrefixStreams && scope.streams !== null && "prefix" in scope.streams ? scope.streams.prefix : "";
}

function toInfo({ name, createdAt, deletedAt }: Stream, caller: Token): object {
  const shown = name.slice(prefixOf(caller).length);
  return { name: shown, created_at: createdAt, deleted_at: deletedAt ?? null, cipher: null };
}
