// jsforce against the simulator: every way in, records, collections, queries, describe, Bulk 2.0. Ends with "jsforce: ok" or a failed assertion.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import jsforce from 'jsforce';

const { SIM_URL, SIM_KEY, SIM_CONSUMER_KEY, SIM_CONSUMER_SECRET, SIM_USERNAME, SIM_PASSWORD, SIM_TOKEN } = process.env;
const version = '67.0';

// By JWT bearer.
const base64url = value => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = `${base64url({ alg: 'RS256' })}.${base64url({ iss: SIM_CONSUMER_KEY, sub: SIM_USERNAME, aud: 'https://login.salesforce.com', exp: Math.floor(Date.now() / 1000) + 120 })}`;
const assertion = `${unsigned}.${crypto.createSign('RSA-SHA256').update(unsigned).sign(fs.readFileSync(SIM_KEY, 'utf8'), 'base64url')}`;
const conn = new jsforce.Connection({ loginUrl: SIM_URL, instanceUrl: SIM_URL, version });
const user = await conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
assert.match(user.organizationId, /^00D/);
const identity = await conn.identity();
assert.equal(identity.username, SIM_USERNAME);

// By user name and password over SOAP, by client credentials, and by a token that is simply there.
const soap = new jsforce.Connection({ loginUrl: SIM_URL, version: '50.0' });
assert.equal((await soap.login(SIM_USERNAME, SIM_PASSWORD)).organizationId, user.organizationId);
assert.equal((await soap.query('SELECT Id FROM User')).totalSize, 2);
const ended = new jsforce.Connection({ instanceUrl: SIM_URL, accessToken: soap.accessToken, version });
await soap.logout();
await assert.rejects(ended.query('SELECT Id FROM User'), { errorCode: 'INVALID_SESSION_ID' });
const client = new jsforce.Connection({ instanceUrl: SIM_URL, version, oauth2: { loginUrl: SIM_URL, clientId: SIM_CONSUMER_KEY, clientSecret: SIM_CONSUMER_SECRET } });
await client.authorize({ grant_type: 'client_credentials' });
assert.ok(client.accessToken);
const fixed = new jsforce.Connection({ instanceUrl: SIM_URL, accessToken: SIM_TOKEN, version });
assert.equal((await fixed.query('SELECT Id FROM User')).done, true);
await assert.rejects(new jsforce.Connection({ instanceUrl: SIM_URL, accessToken: 'wrong', version }).query('SELECT Id FROM User'), { errorCode: 'INVALID_SESSION_ID' });

// One record.
const account = await conn.sobject('Account').create({ Name: 'Analytical Engines', Portal_Id__c: 'org-1' });
assert.equal(account.success, true);
const one = await conn.sobject('Contact').create({ LastName: 'Lovelace', FirstName: 'Ada', Email: 'ada@example.org', AccountId: account.id });
assert.equal((await conn.sobject('Contact').retrieve(one.id)).Name, 'Ada Lovelace');
assert.equal((await conn.sobject('Contact').update({ Id: one.id, Title: 'Countess' })).success, true);
assert.equal((await conn.sobject('Contact').upsert({ Portal_Id__c: 'm-1', LastName: 'Hopper' }, 'Portal_Id__c')).success, true);
assert.equal((await conn.sobject('Contact').upsert({ Portal_Id__c: 'm-1', FirstName: 'Grace' }, 'Portal_Id__c')).success, true);
assert.equal((await conn.sobject('Contact').findOne({ Portal_Id__c: 'm-1' }, ['Id', 'Name'])).Name, 'Grace Hopper');
await assert.rejects(conn.sobject('Contact').create({ FirstName: 'Nobody' }), { errorCode: 'REQUIRED_FIELD_MISSING' });
assert.equal((await conn.sobject('Contact').destroy(one.id)).success, true);
await assert.rejects(conn.sobject('Contact').retrieve(one.id), { errorCode: 'ENTITY_IS_DELETED' });

// Many, in collections.
const people = Array.from({ length: 450 }, (_, at) => ({ LastName: `Person ${String(at).padStart(4, '0')}`, Portal_Id__c: `many-${at}`, AccountId: account.id }));
const saved = await conn.sobject('Contact').create(people, { allowRecursive: true });
assert.equal(saved.filter(item => item.success).length, 450);
const mixed = await conn.sobject('Contact').create([{ LastName: 'Fine' }, { FirstName: 'Not fine' }]);
assert.deepEqual(mixed.map(item => item.success), [true, false]);
assert.equal(mixed[1].errors[0].statusCode, 'REQUIRED_FIELD_MISSING');
assert.equal((await conn.sobject('Contact').upsert(people.slice(0, 10), 'Portal_Id__c')).every(item => item.success), true);
assert.equal((await conn.sobject('Contact').retrieve(saved.slice(0, 5).map(item => item.id))).length, 5);
assert.equal((await conn.sobject('Contact').destroy(saved.slice(0, 3).map(item => item.id))).every(item => item.success), true);

// Queries: pages, parents, children, counts.
const page = await conn.query('SELECT Id, Name, Account.Name FROM Contact ORDER BY Name', { autoFetch: false, headers: { 'Sforce-Query-Options': 'batchSize=200' } });
assert.equal(page.records.length, 200);
const next = await conn.queryMore(page.nextRecordsUrl, { headers: { 'Sforce-Query-Options': 'batchSize=200' } });
assert.equal(page.totalSize, 449);
assert.ok(next.records.length > 0);
const all = await conn.query('SELECT Id FROM Contact', { autoFetch: true, maxFetch: 10000, headers: { 'Sforce-Query-Options': 'batchSize=200' } });
assert.equal(all.records.length, 449);
const parents = await conn.sobject('Account').find({ Name: 'Analytical Engines' }).include('Contacts').select('Id, LastName').where({ LastName: { $like: 'Person 000%' } }).end().execute();
assert.equal(parents[0].Contacts.records.length, 7);
assert.equal(await conn.sobject('Contact').count({ LastName: { $like: 'Person%' } }), 447);
const deleted = await conn.query("SELECT Id FROM Contact WHERE IsDeleted = true", { scanAll: true });
assert.equal(deleted.totalSize, 4);

// Search, plans, what changed, what is recent.
assert.equal((await conn.search('FIND {Analytical*} IN NAME FIELDS RETURNING Account(Id, Name)')).searchRecords[0].Id, account.id);
assert.ok((await conn.sobject('Contact').find({ Portal_Id__c: 'm-1' }).explain()).plans.length > 0);
assert.ok((await conn.sobject('Contact').updated(new Date(Date.now() - 3600e3), new Date(Date.now() + 60e3))).ids.length > 400);
assert.deepEqual(await conn.recent(), []);

// Describe, limits, composite.
assert.ok((await conn.describe('Contact')).fields.find(field => field.name === 'Portal_Id__c').externalId);
assert.ok((await conn.describeGlobal()).sobjects.some(item => item.name === 'Opportunity'));
assert.ok((await conn.limits()).DailyApiRequests.Max > 0);
assert.ok(conn.limitInfo.apiUsage.limit > 0);
const composite = await conn.requestPost(`/services/data/v${version}/composite`, {
  compositeRequest: [
    { method: 'POST', url: `/services/data/v${version}/sobjects/Account`, referenceId: 'a', body: { Name: 'Composite' } },
    { method: 'POST', url: `/services/data/v${version}/sobjects/Contact`, referenceId: 'c', body: { LastName: 'Composite', AccountId: '@{a.id}' } },
  ],
});
assert.deepEqual(composite.compositeResponse.map(item => item.httpStatusCode), [201, 201]);

// Bulk 2.0, in and out.
conn.bulk2.pollInterval = 100;
const rows = Array.from({ length: 5000 }, (_, at) => ({ Portal_Id__c: `bulk-${at}`, LastName: at === 7 ? '' : `Bulk, "${at}"`, 'Account.Portal_Id__c': 'org-1' }));
const results = await conn.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'upsert', externalIdFieldName: 'Portal_Id__c', input: rows, pollTimeout: 120000, pollInterval: 100 });
assert.equal(results.successfulResults.length, 4999);
assert.match(results.failedResults[0].sf__Error, /^REQUIRED_FIELD_MISSING/);
const stream = await conn.bulk2.query("SELECT Id, LastName, Account.Name FROM Contact WHERE LastName LIKE 'Bulk%'");
const read = await stream.toArray();
assert.equal(read.length, 4999);
assert.equal(read[0]['Account.Name'], 'Analytical Engines');

await conn.logout();
await assert.rejects(conn.query('SELECT Id FROM User'));
console.log('jsforce: ok');
process.exit(0);
