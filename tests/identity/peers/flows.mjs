// Two OAuth and OpenID clients that others wrote (npm openid-client and oauth4webapi) against the hub that argv
// describes; prints {flow: "ok" or what went wrong} as JSON. What must be refused is a flow too.
// Node looks for packages beside the script, so it is copied to where they are installed.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

const { issuer, graphql, browser, callback, jwk, secret, query } = JSON.parse(process.argv[2]);
const ISSUER = new URL(issuer);
const SCOPE = "openid citizen:read";
const LOOSE = { execute: [openid.allowInsecureRequests] };
const PLAIN = { [oauth.allowInsecureRequests]: true };
const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
const signing = { key, kid: jwk.kid };
const pkce = async () => {
  const code_verifier = openid.randomPKCECodeVerifier();
  const code_challenge = await openid.calculatePKCECodeChallenge(code_verifier);
  return { code_verifier, asked: { redirect_uri: callback, code_challenge, code_challenge_method: "S256" } };
};

// ---- openid-client ----

const publicClient = () => openid.discovery(ISSUER, "console", {}, openid.None(), LOOSE);
const signer = (options) => openid.discovery(ISSUER, "signer", {}, openid.PrivateKeyJwt(signing, options), LOOSE);

async function loggedIn(url) {
  // A person with a browser: the page is filled in by the test, and the address comes back that the client is sent to.
  const response = await fetch(browser, { method: "POST", body: String(url) });
  return new URL(await response.text());
}

async function codeFlow(config, extra = {}, options = undefined, expect = {}) {
  const { code_verifier, asked } = await pkce();
  const state = openid.randomState();
  const nonce = openid.randomNonce();
  const url = openid.buildAuthorizationUrl(config, { ...asked, scope: SCOPE, state, nonce, ...extra });
  const back = await loggedIn(url);
  const checks = { pkceCodeVerifier: code_verifier, expectedState: state, expectedNonce: nonce, ...expect };
  return openid.authorizationCodeGrant(config, back, checks, undefined, options);
}

async function asks(token, type, headers = {}) {
  return fetch(graphql, {
    method: "POST",
    headers: { authorization: `${type} ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
}

async function sees(response) {
  const told = await response.json();
  assert.equal(response.status, 200, JSON.stringify(told));
  assert.equal(told.data.citizen.fullName, "Siti Contoh");
}

const rejects = (promise, error) => assert.rejects(promise, (thrown) => {
  // A refusal with a challenge (RFC 6750) has its error in the header too, and openid-client reads that one.
  const told = [thrown.error, thrown.code, ...[thrown.cause].flat().map((each) => each?.parameters?.error)];
  assert.ok(told.includes(error), `${told.filter(Boolean)}, not ${error}`);
  return true;
});

const pushedFlow = async (config, handle, extra = {}) => {
  const { code_verifier, asked } = await pkce();
  const nonce = openid.randomNonce();
  const url = await openid.buildAuthorizationUrlWithPAR(config, { ...asked, scope: SCOPE, nonce, ...extra }, { DPoP: handle });
  return { url, checks: { pkceCodeVerifier: code_verifier, expectedNonce: nonce } };
};

const flows = {
  async "discovery, as OpenID Connect and as RFC 8414"() {
    for (const algorithm of ["oidc", "oauth2"]) {
      const config = await openid.discovery(ISSUER, "console", {}, openid.None(), { ...LOOSE, algorithm });
      assert.equal(config.serverMetadata().issuer, issuer);
      assert.ok(config.serverMetadata().supportsPKCE());
    }
  },
  async "code with PKCE, and an id token with its nonce and signature"() {
    const config = await publicClient();
    openid.enableNonRepudiationChecks(config);
    const tokens = await codeFlow(config);
    assert.ok(tokens.claims().sub && tokens.claims().auth_time);
    await sees(await asks(tokens.access_token, "Bearer"));
  },
  async "an id token for another nonce is noticed"() {
    await rejects(codeFlow(await publicClient(), {}, undefined, { expectedNonce: "x" }), "OAUTH_JWT_CLAIM_COMPARISON_FAILED");
  },
  async "a code with another verifier is refused"() {
    const other = { pkceCodeVerifier: openid.randomPKCECodeVerifier() };
    await rejects(codeFlow(await publicClient(), {}, undefined, other), "invalid_grant");
  },
  async "plain is refused"() {
    await rejects(codeFlow(await publicClient(), { code_challenge_method: "plain" }), "invalid_request");
  },
  async "who cancels is sent back"() {
    const config = await publicClient();
    const { code_verifier, asked } = await pkce();
    const url = openid.buildAuthorizationUrl(config, { ...asked, scope: SCOPE });
    const response = await fetch(browser, { method: "POST", body: String(url), headers: { decision: "cancel" } });
    const back = new URL(await response.text());
    await rejects(openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: code_verifier }), "access_denied");
  },
  async "refresh tokens rotate, and a second use ends all"() {
    const config = await publicClient();
    const first = await codeFlow(config);
    const second = await openid.refreshTokenGrant(config, first.refresh_token);
    assert.notEqual(second.refresh_token, first.refresh_token);
    await sees(await asks(second.access_token, "Bearer"));
    await rejects(openid.refreshTokenGrant(config, first.refresh_token), "invalid_grant");
    await rejects(openid.refreshTokenGrant(config, second.refresh_token), "invalid_grant");
  },
  async "pushed request, bound token, private_key_jwt: the whole way of FAPI"() {
    const config = await signer();
    openid.enableNonRepudiationChecks(config);
    const handle = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const { url, checks } = await pushedFlow(config, handle);
    assert.deepEqual([...url.searchParams.keys()].sort(), ["client_id", "request_uri"]);
    const tokens = await openid.authorizationCodeGrant(config, await loggedIn(url), checks, undefined, { DPoP: handle });
    assert.equal(tokens.token_type, "dpop");
    const read = () => openid.fetchProtectedResource(
      config, tokens.access_token, new URL(graphql), "POST", JSON.stringify({ query }),
      new Headers({ "content-type": "application/json" }), { DPoP: handle },
    );
    await sees(await read());
    await sees(await read());
    const stolen = await asks(tokens.access_token, "Bearer");
    assert.equal(stolen.status, 401);
    assert.match(stolen.headers.get("www-authenticate"), /DPoP/);
    const again = await openid.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: handle });
    assert.equal(again.token_type, "dpop");
    await rejects(openid.refreshTokenGrant(config, again.refresh_token), "invalid_dpop_proof");
  },
  async "a pushed request is opened once"() {
    const config = await signer();
    const handle = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const { url, checks } = await pushedFlow(config, handle);
    await openid.authorizationCodeGrant(config, await loggedIn(url), checks, undefined, { DPoP: handle });
    assert.equal((await fetch(url, { redirect: "manual" })).status, 400);
  },
  async "a client that has to push is refused without"() {
    const config = await signer();
    const { asked } = await pkce();
    const url = openid.buildAuthorizationUrl(config, { ...asked, scope: SCOPE });
    const back = new URL((await fetch(url, { redirect: "manual" })).headers.get("location"));
    assert.equal(back.searchParams.get("error"), "invalid_request");
  },
  async "a pushed request that cannot be granted is refused at once"() {
    const config = await signer();
    await rejects(pushedFlow(config, undefined, { scope: "audit:read" }), "invalid_scope");
    await rejects(pushedFlow(config, undefined, { redirect_uri: "https://evil.example/" }), "invalid_request");
  },
  async "a public client's refresh token is bound to its key"() {
    const config = await publicClient();
    const handle = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const thief = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const tokens = await codeFlow(config, {}, { DPoP: handle });
    await rejects(openid.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: thief }), "invalid_grant");
    const again = await openid.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: handle });
    assert.equal(again.token_type, "dpop");
  },
  async "client credentials by private_key_jwt, each assertion once and for the issuer alone"() {
    const once = crypto.randomUUID();
    const handle = async (config) => ({ DPoP: openid.getDPoPHandle(config, await openid.randomDPoPKeyPair()) });
    const fixed = await signer({ [openid.modifyAssertion]: (_header, claims) => { claims.jti = once; } });
    const grant = async (config) => openid.clientCredentialsGrant(config, { scope: "citizen:read" }, await handle(config));
    assert.equal((await grant(fixed)).token_type, "dpop");
    await rejects(grant(fixed), "invalid_client");
    for (const aud of [`${issuer}/oauth/token`, [issuer], "https://evil.example"]) {
      const elsewhere = await signer({ [openid.modifyAssertion]: (_header, claims) => { claims.aud = aud; } });
      await rejects(grant(elsewhere), "invalid_client");
    }
    await rejects(openid.clientCredentialsGrant(await signer(), {}), "invalid_dpop_proof");
  },
  async "a demonstration's secret is taken in the header alone"() {
    const basic = await openid.discovery(ISSUER, "terminal", secret, openid.ClientSecretBasic(secret), LOOSE);
    await sees(await asks((await openid.clientCredentialsGrant(basic)).access_token, "Bearer"));
    const post = await openid.discovery(ISSUER, "terminal", secret, openid.ClientSecretPost(secret), LOOSE);
    await rejects(openid.clientCredentialsGrant(post), "invalid_client");
  },
  async "introspection, revocation, and a second later nothing opens"() {
    const config = await openid.discovery(ISSUER, "terminal", secret, openid.ClientSecretBasic(secret), LOOSE);
    const { access_token } = await openid.clientCredentialsGrant(config);
    assert.equal((await openid.tokenIntrospection(config, access_token)).active, true);
    await sees(await asks(access_token, "Bearer"));
    await openid.tokenRevocation(config, access_token);
    assert.equal((await openid.tokenIntrospection(config, access_token)).active, false);
    await new Promise((done) => setTimeout(done, 1000));
    assert.equal((await asks(access_token, "Bearer")).status, 401);
  },

  // ---- oauth4webapi ----

  async "oauth4webapi: metadata, code, id token, and an access token by RFC 9068"() {
    const as = await found();
    const client = { client_id: "console" };
    const { code_verifier, asked } = await pkce();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({ ...asked, client_id: "console", response_type: "code", scope: SCOPE, state, nonce });
    const parameters = oauth.validateAuthResponse(as, client, await loggedIn(url), state);
    const pair = await oauth.generateKeyPair("ES256");
    const DPoP = oauth.DPoP(client, pair);
    const response = await oauth.authorizationCodeGrantRequest(
      as, client, oauth.None(), parameters, callback, code_verifier, { ...PLAIN, DPoP });
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce, maxAge: 60, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(as, response, PLAIN);
    let seen;
    const watched = (address, options) => { seen = new Request(address, options); return fetch(seen.clone()); };
    const body = JSON.stringify({ query });
    const headers = new Headers({ "content-type": "application/json" });
    await sees(await oauth.protectedResourceRequest(
      tokens.access_token, "POST", new URL(graphql), headers, body, { ...PLAIN, DPoP, [oauth.customFetch]: watched }));
    const claims = await oauth.validateJwtAccessToken(as, seen, "satu-hub", { ...PLAIN, requireDPoP: true });
    assert.equal(claims.client_id, "console");
    assert.ok(claims.exp - claims.iat <= 600);
    assert.equal((await fetch(seen.clone())).status, 401, "a proof is taken once");
  },
  async "oauth4webapi: a response of another issuer is noticed"() {
    const as = await found();
    const { asked } = await pkce();
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({ ...asked, client_id: "console", response_type: "code", scope: SCOPE });
    const back = await loggedIn(url);
    assert.equal(back.searchParams.get("iss"), issuer);
    back.searchParams.set("iss", "https://evil.example");
    assert.throws(() => oauth.validateAuthResponse(as, { client_id: "console" }, back), /iss/);
  },
  async "oauth4webapi: pushed request, credentials, refresh, introspection, revocation"() {
    const as = await found();
    const client = { client_id: "signer" };
    const proof = oauth.PrivateKeyJwt(signing);
    const options = { ...PLAIN, DPoP: oauth.DPoP(client, await oauth.generateKeyPair("Ed25519")) };
    const { code_verifier, asked } = await pkce();
    const pushed = await oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(
      as, client, proof, { ...asked, response_type: "code", scope: "citizen:read" }, options));
    assert.equal(pushed.expires_in, 60);
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({ client_id: "signer", request_uri: pushed.request_uri });
    const parameters = oauth.validateAuthResponse(as, client, await loggedIn(url));
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(
      as, client, proof, parameters, callback, code_verifier, options));
    const again = await oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(
      as, client, proof, tokens.refresh_token, options));
    const introspected = async () => oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(
      as, client, proof, again.access_token, PLAIN));
    assert.ok((await introspected()).cnf.jkt);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, proof, again.refresh_token, PLAIN));
    assert.equal((await introspected()).active, false);
    const own = await oauth.processClientCredentialsResponse(as, client, await oauth.clientCredentialsGrantRequest(
      as, client, proof, { scope: "citizen:read" }, options));
    assert.equal(own.token_type, "dpop");
  },
};

async function found() {
  const options = { ...PLAIN, algorithm: "oauth2" };
  return oauth.processDiscoveryResponse(ISSUER, await oauth.discoveryRequest(ISSUER, options));
}

const results = {};
for (const [name, flow] of Object.entries(flows)) {
  try {
    await flow();
    results[name] = "ok";
  } catch (error) {
    results[name] = `${error.name}: ${error.message} ${error.error ?? ""} ${JSON.stringify(error.cause ?? null)}`;
  }
}
console.log(JSON.stringify(results));
