import { beyondIssuer } from "./authorise.js";
import { append, operationsOf, readStreamAppend } from "./data/append.js";
import { appendInFrames, operationsOfSession } from "./data/append-session.js";
import * as basins from "./data/basins.js";
import { checkConfig, type Given } from "./data/config-body.js";
import { getDefaultLocation, listLocations, readLocation, setDefaultLocation } from "./data/locations.js";
import * as metrics from "./data/metrics.js";
import { checkStreamRead, readEventsRead, readStreamRead, readUnaryRead } from "./data/extent.js";
import { checkTail, read, readInEvents, readInFrames } from "./data/read.js";
import { formOf } from "./data/records/forms.js";
import { checkAppend } from "./data/records/record.js";
import * as streams from "./data/streams.js";
import { basinPrefixProblem } from "./read/names.js";
import { readListQuery } from "./read/query.js";
import { route, type Exchange, type Route } from "./route.js";
import * as tokens from "./tokens.js";

const nothing = () => ({});

/** Options that rows share: how to read the request, the resources it names, and further checks. */
const ofAccount = { read: nothing, names: nothing };
const ofToken = { read: tokens.readTokenId, names: (id: string) => ({ "access-token": id }) };
const ofBasin = { read: basins.readBasinName, names: (basin: string) => ({ basin }) };
const namesBasin = ({ basin }: { readonly basin: string }) => ({ basin });
const namesStream = ({ basin, stream }: streams.StreamPlace) => ({ basin, stream });
const ofStream = { read: streams.readStreamPlace, names: namesStream };
const toConfigure = { check: ({ config }: { readonly config: Given }) => checkConfig(config) };
const ofNewBasin = { ...toConfigure, names: ({ name }: basins.BasinChange) => ({ basin: name }) };
const ofNewStream = { ...toConfigure, names: namesStream };
const toMeasure = { check: metrics.checkMetrics };
const basinInPath = (exchange: Exchange) => ({ basin: basins.readBasinName(exchange) });
const streamInPath = (exchange: Exchange) => ({
  ...basinInPath(exchange),
  stream: streams.readStreamInPath(exchange),
});
const toRead = { names: namesStream, check: checkStreamRead };
const isFramed = (headers: Headers) => formOf(headers, "content-type") === "frames";

const accessTokens: readonly Route[] = [
  route("GET /access-tokens", "list-access-tokens", {
    read: ({ request }) => tokens.readTokenQuery(request.url),
    names: nothing,
    answer: tokens.listTokens,
  }),
  route("POST /access-tokens", "issue-access-token", {
    read: tokens.readTokenRequest,
    check: tokens.checkTokenRequest,
    names: ({ id }) => ({ "access-token": id }),
    permit: (wanted, { caller, rules }) => beyondIssuer(wanted, caller, rules.operationTable),
    answer: tokens.issueToken,
  }),
  route("DELETE /access-tokens/{id}", "revoke-access-token", { ...ofToken, answer: tokens.revokeToken }),
];

const underAccount: readonly Route[] = [
  route("GET /basins", "list-basins", {
    read: ({ request }) => readListQuery(request.url, basinPrefixProblem),
    names: nothing,
    answer: basins.listBasins,
  }),
  route("POST /basins", "create-basin", {
    ...ofNewBasin,
    read: basins.readBasinRequest,
    answer: basins.createBasin,
  }),
  // S2 does not document the permission to ensure; here it is that of what the request ends up doing.
  route("PUT /basins/{basin}", "reconfigure-basin", {
    ...ofNewBasin,
    read: basins.readBasinToEnsure,
    operations: ({ name }, { state }) => [state.basins.get(name) ? "reconfigure-basin" : "create-basin"],
    answer: basins.createBasin,
  }),
  route("PATCH /basins/{basin}", "reconfigure-basin", {
    ...ofNewBasin,
    read: basins.readBasinChange,
    answer: basins.reconfigureBasin,
  }),
  route("GET /basins/{basin}", "get-basin-config", { ...ofBasin, answer: basins.getBasinConfig }),
  route("DELETE /basins/{basin}", "delete-basin", { ...ofBasin, answer: basins.deleteBasin }),
  route("GET /locations", "list-locations", { ...ofAccount, answer: listLocations }),
  route("GET /locations/default", "get-default-location", { ...ofAccount, answer: getDefaultLocation }),
  route("PUT /locations/default", "set-default-location", {
    read: readLocation,
    names: nothing,
    answer: setDefaultLocation,
  }),
  route("GET /metrics", "account-metrics", {
    ...toMeasure,
    read: metrics.metricsReader("account", nothing),
    names: nothing,
    answer: metrics.accountMetrics,
  }),
  route("GET /metrics/{basin}", "basin-metrics", {
    ...toMeasure,
    read: metrics.metricsReader("basin", basinInPath),
    names: namesBasin,
    answer: metrics.basinMetrics,
  }),
  route("GET /metrics/{basin}/{stream}", "stream-metrics", {
    ...toMeasure,
    read: metrics.metricsReader("stream", streamInPath),
    names: namesStream,
    answer: metrics.streamMetrics,
  }),
];

const underBasin: readonly Route[] = [
  route("GET /streams", "list-streams", {
    read: streams.readStreamListQuery,
    names: namesBasin,
    answer: streams.listStreams,
  }),
  route("POST /streams", "create-stream", {
    ...ofNewStream,
    read: streams.readStreamRequest,
    answer: streams.createStream,
  }),
  route("PUT /streams/{stream}", "reconfigure-stream", {
    ...ofNewStream,
    read: streams.readStreamToSet,
    operations: ({ basin, stream }, { state }) => [
      state.basins.get(basin)?.streams.get(stream) ? "reconfigure-stream" : "create-stream",
    ],
    answer: streams.createStream,
  }),
  route("PATCH /streams/{stream}", "reconfigure-stream", {
    ...ofNewStream,
    read: streams.readStreamToSet,
    answer: streams.reconfigureStream,
  }),
  route("GET /streams/{stream}", "get-stream-config", { ...ofStream, answer: streams.getStreamConfig }),
  route("DELETE /streams/{stream}", "delete-stream", { ...ofStream, answer: streams.deleteStream }),
  route("GET /streams/{stream}/records/tail", "check-tail", { ...ofStream, answer: checkTail }),
  route("GET /streams/{stream}/records", "read", {
    ...toRead,
    fits: isFramed,
    read: readStreamRead,
    answer: readInFrames,
  }),
  route("GET /streams/{stream}/records", "read", {
    ...toRead,
    fits: (headers) => formOf(headers, "accept") === "events",
    read: readEventsRead,
    answer: readInEvents,
  }),
  route("GET /streams/{stream}/records", "read", { ...toRead, read: readUnaryRead, answer: read }),
  route("POST /streams/{stream}/records", "append", {
    ...ofStream,
    fits: isFramed,
    body: "stream",
    operations: operationsOfSession,
    answer: appendInFrames,
  }),
  route("POST /streams/{stream}/records", "append", {
    read: readStreamAppend,
    check: checkAppend,
    names: namesStream,
    operations: operationsOf,
    answer: append,
  }),
];

/** The requests the account understands: operation, resources named and effect. */
export const ROUTES: readonly Route[] = [...accessTokens, ...underAccount, ...underBasin];
