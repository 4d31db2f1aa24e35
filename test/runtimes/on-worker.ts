// The suite as a Worker: it runs when asked, and answers with the outcomes.
import { runChecks } from "./checks.js";
import { networkSuite, suite } from "./suite.js";

export default {
  async fetch(request: Request): Promise<Response> {
    const base = new URL(request.url).searchParams.get("base") ?? "";
    return Response.json(await runChecks([...suite, ...networkSuite(base)]));
  },
};
