// Clients that people use, against the hub of argv: [url, token, nik, someone's version]. Each is asked for the same and
// prints what it got, as one JSON object. Node looks for packages beside the script, so it is copied to where they are.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const [url, token, nik, since] = process.argv.slice(2);
const Authorization = `Bearer ${token}`;
const socketUrl = url.replace("http", "ws");

const CHANGES = "subscription Changes($nik: NIK!, $since: Int) { citizenChanged(nik: $nik, since: $since) { fullName version } }";
const LOOK = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }";
const CLAIM = `mutation Claim($input: ClaimApplicationInput!) {
  claimApplication(input: $input) { errors { code } application { state } }
}`;
const held = { nik, since: Number(since) };
const wrong = { nik: "1" };
const nothing = { input: { idempotencyKey: "clients", trackingNumber: "AL-0000-0000", expectedVersion: 1 } };
const code = (errors) => errors[0].extensions.code;

// What is there at once, and the first change that comes after it.
async function two(events) {
  const found = [];
  for await (const { data, errors } of events) {
    found.push(errors ? code(errors) : data.citizenChanged);
    if (found.length === 2) break;
  }
  return found;
}

const first = (promise) => promise.then((value) => value, (error) => error);

async function overGraphqlWs() {
  const client = createWs({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: async () => ({ Authorization }) });
  const told = await two(client.iterate({ query: CHANGES, variables: held }));
  const look = await client.iterate({ query: LOOK, variables: { nik } }).next();
  const refused = await first(client.iterate({ query: CHANGES, variables: wrong }).next());
  await client.dispose();
  return { told, look: look.value.data.citizen, refused: code(refused) };
}

async function overGraphqlSse() {
  const client = createSse({ url, singleConnection: false, headers: { Authorization } });
  const told = await two(client.iterate({ query: CHANGES, variables: held }));
  const look = await client.iterate({ query: LOOK, variables: { nik } }).next();
  const refused = await client.iterate({ query: CHANGES, variables: wrong }).next();
  client.dispose();
  return { told, look: look.value.data.citizen, refused: code(refused.value.errors) };
}

function collected(subscribe) {
  return new Promise((resolve, reject) => {
    const found = [];
    const stream = subscribe((data) => {
      found.push(data.citizenChanged);
      if (found.length === 2) {
        resolve(found);
        setTimeout(() => stream.unsubscribe());
      }
    }, reject);
  });
}

async function overApollo() {
  const socket = createWs({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { Authorization } });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: url, headers: { Authorization } }),
    ),
  });
  const look = await client.query({ query: gql(LOOK), variables: { nik } });
  const done = await client.mutate({ mutation: gql(CLAIM), variables: nothing });
  const told = await collected((take, fail) =>
    client.subscribe({ query: gql(CHANGES), variables: held }).subscribe({ next: ({ data }) => take(data), error: fail }));
  await socket.dispose();
  client.stop();
  const refused = await first(client.query({ query: gql(LOOK), variables: wrong }));
  return {
    told: told.map(plain), look: plain(look.data.citizen), errors: done.data.claimApplication.errors.map(plain),
    refused: code(refused.errors),
  };
}

// Clients that cache add the type's name to every selection.
const plain = ({ __typename, ...rest }) => rest;

async function overUrql() {
  const socket = createWs({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { Authorization } });
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: { Authorization } },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
  const look = await client.query(LOOK, { nik });
  const done = await client.mutation(CLAIM, nothing);
  const refused = await client.query(LOOK, wrong);
  const told = await collected((take, fail) =>
    client.subscription(CHANGES, held).subscribe(({ data, error }) => (error ? fail(error) : take(data))));
  await socket.dispose();
  return {
    told: told.map(plain), look: plain(look.data.citizen), errors: done.data.claimApplication.errors.map(plain),
    refused: code(refused.error.graphQLErrors),
  };
}

const clients = { "graphql-ws": overGraphqlWs, "graphql-sse": overGraphqlSse, "Apollo Client": overApollo, urql: overUrql };
const results = {};
for (const [name, ask] of Object.entries(clients)) results[name] = await ask().catch((error) => ({ failed: `${error}\n${error.stack}` }));
console.log(JSON.stringify(results));
process.exit(0);
