// Writes samples/Simulator/StripeAccount/Shapes/shapes.json from the typings of npm `stripe`:
// the shapes of objects and parameters, and the routes, of the API version that package is pinned to.
//
//   cd tests/Simulator.Tests/StripeAccount/node && npm ci && npm install --no-save typescript@5
//   node eng/stripe-shapes.mjs > samples/Simulator/StripeAccount/Shapes/shapes.json
//
// A field is "name": "FLAGS KIND", where the flags are ? (may be absent) and ~ (may be null), and the kind is
//   s string · n integer · b boolean · d decimal string · * anything · t timestamp-or-range
//   =a|b closed enum · %a|b enum that may grow · @Type structure · #Type expandable id
//   [kind array · <kind Stripe list · {kind map · (kind;kind union
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = resolve(here, '../tests/Simulator.Tests/StripeAccount/node');
const require = createRequire(join(modules, 'index.js'));
const ts = require('typescript');
const root = join(modules, 'node_modules/stripe/esm');

const MODELLED = [
  'balance_transactions', 'billing_portal', 'charges', 'checkout', 'coupons', 'credit_notes', 'customers', 'disputes', 'events',
  'invoice_payments', 'invoiceitems', 'invoices', 'payment_intents', 'payment_methods', 'plans', 'prices', 'products', 'promotion_codes',
  'refunds', 'setup_intents', 'subscription_items', 'subscriptions', 'tax_rates', 'test_helpers/test_clocks', 'webhook_endpoints',
];
// Ways to pay that the account does not have, and products it does not model: any value passes.
const KEPT_METHODS = new Set(['card', 'us_bank_account', 'sepa_debit', 'link', 'type', 'billing_details', 'metadata', 'allow_redisplay',
  'customer_balance', 'cashapp', 'id', 'object', 'created', 'customer', 'livemode', 'customer_account', 'payment_method', 'expand', 'radar_options']);
const METHOD_HOLDERS = /(^|\.)(PaymentMethod|PaymentMethodOptions|PaymentMethodData|PaymentMethodDetails|PaymentMethodCreateParams|PaymentMethodUpdateParams|NextAction|PaymentSettings\.PaymentMethodOptions)$/;

// Objects that only ever stand as a reference in what is modelled: their own fields are of no interest.
const FOREIGN = new Set(['Account', 'Application', 'Card', 'Cardholder', 'Authorization', 'Transaction', 'Person', 'Source', 'BankAccount', 'Capability',
  'Reader', 'PaymentRecord', 'PaymentLink', 'Quote', 'SubscriptionSchedule', 'SetupAttempt', 'Review', 'Transfer', 'TransferReversal', 'Payout', 'Topup',
  'ConnectCollectionTransfer', 'ApplicationFee', 'FeeRefund', 'ReserveTransaction', 'TaxDeductedAtSource', 'CustomerCashBalanceTransaction', 'Mandate',
  'ShippingRate', 'TaxCode', 'FinancialAccount', 'Location', 'CashBalance', 'FundingInstructions', 'CustomerEntitledSubscription', 'Authentication',
  'VerificationSession', 'Meter', 'CreditBalanceTransaction', 'CreditGrant', 'File', 'FileLink', 'Dispute_', 'TaxId', 'StripeError', 'ThresholdsResourceUsageAlertConfig']);
const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? (name === 'V2' ? [] : files(path)) : name.endsWith('.d.ts') ? [path] : [];
});

const program = ts.createProgram([join(root, 'stripe.esm.node.d.ts'), ...files(join(root, 'resources'))], { skipLibCheck: true, strict: true, noEmit: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext });
const checker = program.getTypeChecker();
const types = {};
const names = new Map();
const taken = new Set();

function nameOf(symbol) {
  if (names.has(symbol)) return names.get(symbol);
  const parts = [];
  for (let at = symbol; at && !(at.flags & ts.SymbolFlags.ValueModule && at.escapedName.startsWith('"')); at = at.parent) parts.unshift(String(at.escapedName));
  let name = parts.join('.');
  if (taken.has(name)) name = `${symbol.declarations[0].getSourceFile().fileName.replace(/^.*resources\//, '').replace('.d.ts', '')}:${name}`;
  taken.add(name);
  names.set(symbol, name);
  return name;
}

const isNull = (node) => node.kind === ts.SyntaxKind.LiteralType && node.literal.kind === ts.SyntaxKind.NullKeyword;

/** The kind of a type node, and whether null is one of its values. */
function kind(node, owner, field) {
  if (METHOD_HOLDERS.test(owner) && field && !KEPT_METHODS.has(field)) return { kind: '*', nullable: node.getText().includes('null') };
  if (ts.isParenthesizedTypeNode(node)) return kind(node.type, owner);
  if (ts.isUnionTypeNode(node)) {
    const members = node.types.filter((member) => !isNull(member));
    const nullable = members.length < node.types.length;
    if (members.length === 1) { const one = kind(members[0], owner); return { kind: one.kind, nullable: nullable || one.nullable }; }
    const literals = members.filter((member) => ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal));
    const open = members.some((member) => member.getText() === 'OtherString');
    if (literals.length > 60) return { kind: 's', nullable };
    if (literals.length + (open ? 1 : 0) === members.length)
      return { kind: (open ? '%' : '=') + literals.map((member) => member.literal.text).join('|'), nullable };
    const kinds = members.map((member) => kind(member, owner));
    nullableAny: for (const one of kinds) if (one.nullable) { return { kind: kinds.length === 1 ? one.kind : '(' + kinds.map((k) => k.kind).join(';'), nullable: true }; }
    const [first, ...rest] = kinds.map((one) => one.kind);
    if (first === 's' && rest.length && rest.every((one) => one.startsWith('@'))) return { kind: '#' + rest.map((one) => one.slice(1)).join('|'), nullable };
    if (kinds.every((one) => one.kind === kinds[0].kind)) return { kind: first, nullable };
    return { kind: '(' + [...new Set(kinds.map((one) => one.kind))].join(';'), nullable };
  }
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword: return { kind: 's' };
    case ts.SyntaxKind.NumberKeyword: return { kind: 'n' };
    case ts.SyntaxKind.BooleanKeyword: return { kind: 'b' };
    case ts.SyntaxKind.VoidKeyword: case ts.SyntaxKind.AnyKeyword: case ts.SyntaxKind.UnknownKeyword: case ts.SyntaxKind.ObjectKeyword: return { kind: '*' };
  }
  if (ts.isLiteralTypeNode(node)) {
    if (ts.isStringLiteral(node.literal)) return { kind: '=' + node.literal.text };
    if (node.literal.kind === ts.SyntaxKind.TrueKeyword || node.literal.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'b' };
    return { kind: 'n' };
  }
  if (ts.isArrayTypeNode(node)) return { kind: '[' + kind(node.elementType, owner).kind };
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return { kind: index ? '{' + kind(index.type, owner).kind : '*' };
  }
  if (ts.isTypeReferenceNode(node)) {
    const text = node.typeName.getText();
    const argument = () => kind(node.typeArguments[0], owner);
    if (text === 'Array') return { kind: '[' + argument().kind };
    if (text === 'ApiList') return { kind: '<' + argument().kind };
    if (text === 'Emptyable') return { kind: argument().kind, nullable: true };
    if (text === 'Metadata' || text === 'MetadataParam') return { kind: '{s' };
    if (text === 'Decimal') return { kind: 'd' };
    if (text === 'OtherString') return { kind: 's' };
    if (text === 'RangeQueryParam') return { kind: 't' };
    let symbol = checker.getSymbolAtLocation(node.typeName);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    const declaration = symbol?.declarations?.find((one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one));
    if (!declaration) return { kind: '*' };
    if (ts.isTypeAliasDeclaration(declaration)) return kind(declaration.type, nameOf(symbol));
    return { kind: '@' + (FOREIGN.has(nameOf(symbol).replace(/^.*:/, '')) ? nameOf(symbol) : structure(symbol, declaration)) };
  }
  return { kind: '*' };
}

function structure(symbol, declaration) {
  const name = nameOf(symbol);
  if (types[name]) return name;
  const fields = (types[name] = {});
  for (const clause of declaration.heritageClauses ?? [])
    for (const parent of clause.types) {
      let base = checker.getSymbolAtLocation(parent.expression);
      if (base && base.flags & ts.SymbolFlags.Alias) base = checker.getAliasedSymbol(base);
      const shape = base?.declarations?.find(ts.isInterfaceDeclaration);
      if (shape) Object.assign(fields, types[structure(base, shape)]);
    }
  for (const member of declaration.members) {
    if (!ts.isPropertySignature(member)) continue;
    const field = member.name.getText().replace(/['"]/g, '');
    const one = kind(member.type, name, field);
    fields[field] = (member.questionToken ? '?' : '') + (one.nullable ? '~' : '') + one.kind;
  }
  return name;
}

const routes = {};
for (const path of files(join(root, 'resources'))) {
  const script = readFileSync(path.replace(/\.d\.ts$/, '.js'), 'utf8');
  const source = program.getSourceFile(path);
  source.forEachChild((node) => {
    if (!ts.isClassDeclaration(node)) return;
    const body = script.slice(script.indexOf(`class ${node.name.text} `));
    for (const member of node.members.filter(ts.isMethodDeclaration)) {
      const at = body.search(new RegExp(`\\n    ${member.name.getText()}\\(`));
      const call = at < 0 ? null : /_makeRequest\('(\w+)', [`'](\/v1\/[^`']*)[`']/.exec(body.slice(at, at + 400));
      if (!call) continue;
      const route = call[2].replace(/\$\{encodeURIComponent\((\w+)\)\}/g, '{$1}');
      const key = `${call[1]} ${route}`;
      const modelled = MODELLED.some((one) => route === `/v1/${one}` || route.startsWith(`/v1/${one}/`));
      if (!modelled) { routes[key] = ''; continue; }
      const params = member.parameters.find((one) => one.name.getText() === 'params');
      let answer = member.type;
      while (ts.isTypeReferenceNode(answer) && ['Promise', 'Response', 'ApiListPromise', 'ApiSearchResultPromise'].includes(answer.typeName.getText())) answer = answer.typeArguments[0];
      const asked = params ? kind(params.type, '').kind : '';
      routes[key] = asked.startsWith('@') ? asked.slice(1) : '-';
      kind(answer, '');
    }
  });
}

const events = program.getSourceFile(join(root, 'resources/Events.d.ts'));
events.forEachChild((node) => { if (ts.isInterfaceDeclaration(node) && node.name.text === 'EventBase') structure(checker.getSymbolAtLocation(node.name), node); });

const version = readFileSync(join(root, 'apiVersion.js'), 'utf8').match(/ApiVersion = '([^']+)'/)[1];
const sorted = (map) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
const line = ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`;
process.stdout.write(`{"version":${JSON.stringify(version)},\n"routes":{\n${Object.entries(sorted(routes)).map(line).join(',\n')}\n},\n"types":{\n${Object.entries(sorted(types)).map(line).join(',\n')}\n}}\n`);
