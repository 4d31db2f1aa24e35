const { S2 } = require("s2-access-tokens");

const client = S2.fromEnv();
console.log(typeof client.accessTokens.list);
