// The audits of graphql-http against the endpoint in argv; prints [{id, name, status}] as JSON.
// Node looks for packages beside the script, so it is copied to where they are installed.
import { serverAudits } from "graphql-http";

const results = [];
for (const { fn } of serverAudits({ url: process.argv[2] })) {
  const { id, name, status } = await fn();
  results.push({ id, name, status });
}
console.log(JSON.stringify(results));
