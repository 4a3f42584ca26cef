// A Pub/Sub client from npm against the simulator. It speaks TLS only, so a little proxy ends TLS in front of the plaintext port.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import PubSubApiClient from 'salesforce-pubsub-api-client';

const { SIM_URL, SIM_GRPC, SIM_KEY, SIM_CERTIFICATE, SIM_CONSUMER_KEY, SIM_USERNAME, SIM_TOKEN } = process.env;
const inner = new URL(SIM_GRPC);
const proxy = tls.createServer({ key: fs.readFileSync(SIM_KEY), cert: fs.readFileSync(SIM_CERTIFICATE), ALPNProtocols: ['h2'] }, outside => {
  const inside = net.connect(Number(inner.port), inner.hostname);
  outside.pipe(inside).pipe(outside);
  outside.on('error', () => inside.destroy());
  inside.on('error', () => outside.destroy());
});
await new Promise(done => proxy.listen(0, '127.0.0.1', done));

const rest = async (method, path, body) => {
  const answer = await fetch(`${SIM_URL}/services/data/v67.0${path}`, { method, headers: { authorization: `Bearer ${SIM_TOKEN}`, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
};
const quiet = { debug() {}, info() {}, warn() {}, error: console.error };
const connect = async () => {
  const client = new PubSubApiClient({
    authType: 'oauth-jwt-bearer', loginUrl: SIM_URL, clientId: SIM_CONSUMER_KEY, username: SIM_USERNAME, privateKey: fs.readFileSync(SIM_KEY),
    pubSubEndpoint: `127.0.0.1:${proxy.address().port}`, rejectUnauthorizedSsl: false,
  }, quiet);
  await client.connect();
  return client;
};
const receive = (client, count, subscribe) => new Promise((done, failed) => {
  const events = [];
  subscribe((subscription, kind, data) => {
    if (kind === 'error') failed(data);
    if (kind === 'event' && events.push(data) === count) done(events);
  });
});

const client = await connect();
const received = receive(client, 3, callback => client.subscribeFromEarliestEvent('/data/OpportunityChangeEvent', callback, 3));
const created = await rest('POST', '/sobjects/Opportunity', { Name: 'Dues', StageName: 'Pledged', CloseDate: '2026-11-30', Amount: 120.5 });
await rest('PATCH', `/sobjects/Opportunity/${created.id}`, { StageName: 'Closed Won', Amount: null });
await rest('DELETE', `/sobjects/Opportunity/${created.id}`);
const [create, update, remove] = await received;
assert.equal(create.payload.ChangeEventHeader.changeType, 'CREATE');
assert.equal(create.payload.Name, 'Dues');
assert.equal(create.payload.Amount, 120.5);
assert.deepEqual(update.payload.ChangeEventHeader.recordIds, [created.id]);
assert.ok(update.payload.ChangeEventHeader.changedFields.includes('StageName'));
assert.deepEqual(update.payload.ChangeEventHeader.nulledFields, ['Amount']);
assert.equal(update.payload.Name, null);
assert.equal(remove.payload.ChangeEventHeader.changeType, 'DELETE');

// A compound field in the bitmaps, and resuming after a replay id.
const person = await rest('POST', '/sobjects/Contact', { LastName: 'Lovelace', FirstName: 'Ada' });
const [first] = await receive(client, 1, callback => client.subscribeFromEarliestEvent('/data/ContactChangeEvent', callback, 1));
await rest('PATCH', `/sobjects/Contact/${person.id}`, { FirstName: 'Augusta', MailingCity: 'London' });
const again = await connect();
const [change] = await receive(again, 1, callback => again.subscribeFromReplayId('/data/ContactChangeEvent', callback, 1, first.replayId));
assert.equal(change.payload.Name.FirstName, 'Augusta');
assert.ok(change.payload.ChangeEventHeader.changedFields.includes('Name.FirstName'));
assert.ok(change.payload.ChangeEventHeader.changedFields.includes('MailingAddress.City'));

console.log('pubsub: ok');
process.exit(0);
