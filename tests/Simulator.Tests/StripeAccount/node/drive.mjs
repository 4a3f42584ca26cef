// npm `stripe` against the simulator: node drive.mjs BASE PRICE_CARD_URL…; prints what it saw as JSON.
import Stripe from 'stripe';

const base = new URL(process.argv[2]);
const stripe = new Stripe('sk_test_simulator', { host: base.hostname, port: Number(base.port), protocol: 'http', maxNetworkRetries: 0, telemetry: false });
const seen = {};

const product = await stripe.products.create({ name: 'Annual dues', default_price_data: { currency: 'usd', unit_amount: 7500, recurring: { interval: 'year' } } });
const customer = await stripe.customers.create({ name: 'Ada', email: 'ada@example.org', metadata: { member: 17 } });
const session = await stripe.checkout.sessions.create({
  mode: 'subscription', customer: customer.id, line_items: [{ price: product.default_price, quantity: 1 }],
  success_url: 'https://site.example/done?session={CHECKOUT_SESSION_ID}', allowed_payment_method_types: ['card'],
});
const page = await fetch(session.url, {
  method: 'POST', redirect: 'manual',
  body: new URLSearchParams({ paymentMethod: 'card', cardNumber: '4242424242424242', cardExpiry: '12 / 48', cardCvc: '123', billingName: 'Ada' }),
});
seen.redirect = page.headers.get('location') === `https://site.example/done?session=${session.id}`;

const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription.latest_invoice.payments', 'customer'] });
seen.session = [paid.status, paid.payment_status];
seen.subscription = paid.subscription.status;
seen.period = paid.subscription.items.data[0].current_period_end - paid.subscription.items.data[0].current_period_start > 364 * 86400;
seen.invoice = [paid.subscription.latest_invoice.status, paid.subscription.latest_invoice.payments.data[0].amount_paid];
seen.member = paid.customer.metadata.member;

try {
  await stripe.paymentIntents.create({ amount: 100, currency: 'usd', payment_method: 'pm_card_chargeDeclined', confirm: true, automatic_payment_methods: { enabled: true, allow_redirects: 'never' } });
} catch (error) {
  seen.declined = [error.type, error.code, error.decline_code, error.statusCode];
}
try {
  await stripe.customers.create({ name: 'a' }, { idempotencyKey: 'k' });
  await stripe.customers.create({ name: 'b' }, { idempotencyKey: 'k' });
} catch (error) {
  seen.idempotency = error.type;
}
try {
  await stripe.quotes.create({ customer: customer.id });
} catch (error) {
  seen.notModelled = [error.type, error.code];
}
const all = [];
for await (const one of stripe.events.list({ limit: 3 })) all.push(one.type);
seen.events = all.includes('invoice.paid') && all[all.length - 1] === 'product.created';
process.stdout.write(JSON.stringify(seen));
