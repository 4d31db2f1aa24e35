import { beyondIssuer } from "./authorise.js";
import { append, operationsOf, readStreamAppend } from "./data/append.js";
import { appendInFrames, operationsOfSession } from "./data/append-session.js";
import * as basins from "./data/basins.js";
import { checkStreamRead, readEventsRead, readStreamRead, readUnaryRead } from "./data/extent.js";
import { checkTail, read, readInEvents, readInFrames } from "./data/read.js";
import { formOf } from "./data/records/forms.js";
import { checkAppend } from "./data/records/record.js";
import * as streams from "./data/streams.js";
import { basinPrefixProblem, tokenIdPrefixProblem } from "./read/names.js";
import { readListQuery } from "./read/query.js";
import { Refusal } from "./refusal.js";
import { route, type Exchange, type Route } from "./route.js";
import * as tokens from "./tokens.js";

const nothing = () => ({});

/** How a row reads its request and which resources that names. */
const ofAccount = { read: nothing, names: nothing };
const ofToken = { read: tokens.readTokenId, names: (id: string) => ({ "access-token": id }) };
const ofBasin = { read: basins.readBasinName, names: (basin: string) => ({ basin }) };
const namesStream = ({ basin, stream }: streams.StreamPlace) => ({ basin, stream });
const ofStream = { read: streams.readStreamPlace, names: namesStream };

const ofRecords = { path: "/streams/{stream}/records", names: namesStream };
const ofRead = { ...ofRecords, method: "GET", operation: "read", check: checkStreamRead } as const;
const ofAppend = { ...ofRecords, method: "POST", operation: "append" } as const;
const isFramed = (headers: Headers) => formOf(headers, "content-type") === "frames";

const accessTokens: readonly Route[] = [
  route({
    method: "GET",
    path: "/access-tokens",
    operation: "list-access-tokens",
    read: ({ request }) => readListQuery(request.url, tokenIdPrefixProblem),
    names: nothing,
    answer: tokens.listTokens,
  }),
  route({
    method: "POST",
    path: "/access-tokens",
    operation: "issue-access-token",
    read: tokens.readTokenRequest,
    check: tokens.checkTokenRequest,
    names: ({ id }) => ({ "access-token": id }),
    permit: (wanted, { caller, rules }) => beyondIssuer(wanted, caller, rules.operationTable),
    answer: tokens.issueToken,
  }),
  route({
    ...ofToken,
    method: "DELETE",
    path: "/access-tokens/{id}",
    operation: "revoke-access-token",
    answer: tokens.revokeToken,
  }),
];

const underAccount: readonly Route[] = [
  route({
    method: "GET",
    path: "/basins",
    operation: "list-basins",
    read: ({ request }) => readListQuery(request.url, basinPrefixProblem),
    names: nothing,
    answer: basins.listBasins,
  }),
  route({
    method: "POST",
    path: "/basins",
    operation: "create-basin",
    read: basins.readBasinRequest,
    names: ({ name }) => ({ basin: name }),
    answer: basins.createBasin,
  }),
  route({
    ...ofBasin,
    method: "GET",
    path: "/basins/{basin}",
    operation: "get-basin-config",
    answer: basins.getBasinConfig,
  }),
  route({
    ...ofBasin,
    method: "DELETE",
    path: "/basins/{basin}",
    operation: "delete-basin",
    answer: basins.deleteBasin,
  }),
];

const underBasin: readonly Route[] = [
  route({
    method: "GET",
    path: "/streams",
    operation: "list-streams",
    read: streams.readStreamListQuery,
    names: ({ basin }) => ({ basin }),
    answer: streams.listStreams,
  }),
  route({
    method: "POST",
    path: "/streams",
    operation: "create-stream",
    read: streams.readStreamRequest,
    names: namesStream,
    answer: streams.createStream,
  }),
  route({
    ...ofStream,
    method: "GET",
    path: "/streams/{stream}",
    operation: "get-stream-config",
    answer: streams.getStreamConfig,
  }),
  route({
    ...ofStream,
    method: "DELETE",
    path: "/streams/{stream}",
    operation: "delete-stream",
    answer: streams.deleteStream,
  }),
  route({
    ...ofStream,
    method: "GET",
    path: "/streams/{stream}/records/tail",
    operation: "check-tail",
    answer: checkTail,
  }),
  route({
    ...ofRead,
    fits: isFramed,
    read: readStreamRead,
    answer: readInFrames,
  }),
  route({
    ...ofRead,
    fits: (headers) => formOf(headers, "accept") === "events",
    read: readEventsRead,
    answer: readInEvents,
  }),
  route({ ...ofRead, read: readUnaryRead, answer: read }),
  route({
    ...ofAppend,
    fits: isFramed,
    body: "stream",
    operations: operationsOfSession,
    read: streams.readStreamPlace,
    answer: appendInFrames,
  }),
  route({
    ...ofAppend,
    operations: operationsOf,
    read: readStreamAppend,
    check: checkAppend,
    answer: append,
  }),
];

const answer = (): never => {
  throw new Refusal("not_implemented", "The local account does not do this.");
};

const readMetricsPlace = (exchange: Exchange): streams.StreamPlace => ({
  basin: basins.readBasinName(exchange),
  stream: streams.readStreamInPath(exchange),
});

/** What the account authorises and then does not do. PUT is how S2 creates or reconfigures in one. */
const undone: readonly Route[] = [
  route({ ...ofAccount, method: "GET", path: "/locations", operation: "list-locations", answer }),
  route({
    ...ofAccount,
    method: "GET",
    path: "/locations/default",
    operation: "get-default-location",
    answer,
  }),
  route({
    ...ofAccount,
    method: "PUT",
    path: "/locations/default",
    operation: "set-default-location",
    answer,
  }),
  route({ ...ofAccount, method: "GET", path: "/metrics", operation: "account-metrics", answer }),
  route({ ...ofBasin, method: "GET", path: "/metrics/{basin}", operation: "basin-metrics", answer }),
  route({
    method: "GET",
    path: "/metrics/{basin}/{stream}",
    operation: "stream-metrics",
    read: readMetricsPlace,
    names: namesStream,
    answer,
  }),
  route({ ...ofBasin, method: "PATCH", path: "/basins/{basin}", operation: "reconfigure-basin", answer }),
  route({ ...ofBasin, method: "PUT", path: "/basins/{basin}", operation: "reconfigure-basin", answer }),
  route({ ...ofStream, method: "PATCH", path: "/streams/{stream}", operation: "reconfigure-stream", answer }),
  route({ ...ofStream, method: "PUT", path: "/streams/{stream}", operation: "reconfigure-stream", answer }),
];

/** Every request the account understands: its operation, the resources it names and what it does. */
export const ROUTES: readonly Route[] = [...accessTokens, ...underAccount, ...underBasin, ...undone];
