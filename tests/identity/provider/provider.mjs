// The issuer of another office: the certified provider oidc-provider, on a free port of this machine. It writes its address
// to standard output and ends with its standard input. POST /rotate signs with a new key from then on; the old one stays
// published, unless `?withdraw` is asked for.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const AUDIENCE = "satu-hub";
const RESOURCE = "https://hub.test/graphql";
const SCOPES = "citizen:read family:read audit:read application:process";
const secret = randomUUID();

const newKey = () => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }),
  kid: randomUUID(),
  alg: "ES256",
  use: "sig",
});

// What Keycloak's mappers would add: an agency in its own name, and a member of staff by the roles of the hub's client.
const added = {
  ClientCredentials: {
    realm_access: { roles: ["agency_client"] }, region: "19.01", tenant: "1901", purposes: ["PUBLIC_SERVICE"],
    name: "Aplikasi Contoh",
  },
  AccessToken: {
    resource_access: { [AUDIENCE]: { roles: ["operator"] } }, region: "19.01.01", tenant: "1901",
    name: "Budi (DATA CONTOH)",
  },
};

const configuration = (keys) => ({
  jwks: { keys },
  cookies: { keys: [secret] },
  clientDefaults: { id_token_signed_response_alg: "ES256" },
  clients: [
    {
      client_id: "agency-frontend", client_secret: "rahasia contoh", grant_types: ["client_credentials"],
      redirect_uris: [], response_types: [], scope: SCOPES,
    },
    {
      client_id: "satu-console", token_endpoint_auth_method: "none", application_type: "native",
      redirect_uris: ["http://127.0.0.1/callback"], scope: `openid ${SCOPES}`,
    },
  ],
  scopes: ["openid", ...SCOPES.split(" ")],
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (_ctx, token) => added[token.kind],
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: SCOPES, audience: AUDIENCE, accessTokenFormat: "jwt", accessTokenTTL: 600, jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
});

let keys = [newKey()];
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const made = () => new Provider(issuer, configuration(keys)).callback();
  let answer = made();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/rotate")) return answer(request, response);
    keys = request.url.includes("withdraw") ? [newKey()] : [newKey(), ...keys];
    answer = made();
    response.end();
  });
  console.log(JSON.stringify({ issuer }));
});
process.stdin.on("end", () => process.exit()).resume();
