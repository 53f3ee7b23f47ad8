// Steps for a feature of the suite that was published without any. What is expected stands in the feature.
import { Given, When, Then } from '@cucumber/cucumber';

import { createEnvelope, generateId, getTimestamp } from '../../helpers/envelope.js';

const base = process.env.API_BASE_URL;
const bearer = `Bearer ${process.env.DCI_AUTH_TOKEN}`;

function message() {
  const query = { query_type: 'idtype-value', query: { type: 'UIN', value: 'TEST-001' } };
  const request = { reference_id: generateId(), timestamp: getTimestamp(), search_criteria: query };
  return JSON.stringify(createEnvelope('search', { transaction_id: generateId(), search_request: [request] }));
}

function asks(phrase, headers) {
  Given(phrase, function () {
    this.headers = headers;
  });
}

Given('The API is available', function () {
  if (!base) throw new Error('API_BASE_URL is not set');
});
asks('A search request without Authorization header', { 'Content-Type': 'application/json' });
asks('A search request with invalid Authorization token', {
  'Content-Type': 'application/json',
  Authorization: 'Bearer no-token-of-anybody',
});
asks('A valid search request with proper Authorization', { 'Content-Type': 'application/json', Authorization: bearer });
asks('A search request without Content-Type header', { Authorization: bearer });
// A slash has a meaning in these expressions.
asks(/^A valid search request with Content-Type application\/json$/, {
  'Content-Type': 'application/json',
  Authorization: bearer,
});

When('The request is sent', async function () {
  // Bytes: a text would bring a type of its own along.
  const body = new TextEncoder().encode(message());
  this.status = (await fetch(`${base}registry/search`, { method: 'POST', headers: this.headers, body })).status;
});

Then('The response should have status {int} or {int}', function (one, other) {
  if (![one, other].includes(this.status)) throw new Error(`The status is ${this.status}`);
});
Then('The response should not have status {int} or {int}', function (one, other) {
  if ([one, other].includes(this.status)) throw new Error(`The status is ${this.status}`);
});
Then('The response should not have status {int}', function (one) {
  if (this.status === one) throw new Error(`The status is ${this.status}`);
});
