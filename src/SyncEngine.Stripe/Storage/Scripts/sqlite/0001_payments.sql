-- Times are Unix milliseconds by the database's clock.
-- Events as they came, stored before they were answered.
CREATE TABLE stripe_event (
    id TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    api_version TEXT NULL,
    live_mode INTEGER NULL,
    account TEXT NULL,
    object_type TEXT NULL,
    object_id TEXT NULL,
    customer_id TEXT NULL,
    created_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT NULL,
    settled_at INTEGER NULL,
    body TEXT NOT NULL
);
CREATE INDEX stripe_event_received ON stripe_event (received_at, id);
CREATE INDEX stripe_event_customer ON stripe_event (customer_id) WHERE state = 0;
CREATE INDEX stripe_event_object ON stripe_event (object_id) WHERE customer_id IS NULL;
CREATE INDEX stripe_event_open ON stripe_event (state, received_at) WHERE state IN (0, 3);

-- Which customer is whose, and all that Stripe held of it when it was last read.
CREATE TABLE stripe_customer (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    observed_at INTEGER NOT NULL,
    state TEXT NULL,
    is_deleted INTEGER NOT NULL
);
CREATE INDEX stripe_customer_owner ON stripe_customer (owner);

-- What has happened. Only ever added to.
CREATE TABLE stripe_fact (
    id TEXT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    owner TEXT NOT NULL,
    organization TEXT NULL,
    payment_id TEXT NULL,
    customer_id TEXT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX stripe_fact_owner ON stripe_fact (owner);
CREATE INDEX stripe_fact_organization ON stripe_fact (organization, occurred_at) WHERE organization IS NOT NULL;
CREATE INDEX stripe_fact_occurred ON stripe_fact (occurred_at);

-- How each payer stands, as it was last reckoned, and what else the organisation decided about them.
CREATE TABLE stripe_membership (
    owner TEXT NOT NULL PRIMARY KEY,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    complimentary_through TEXT NULL,
    organization TEXT NULL,
    reckoned_at INTEGER NOT NULL,
    next_look_at INTEGER NULL
) WITHOUT ROWID;
CREATE INDEX stripe_membership_look ON stripe_membership (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX stripe_membership_organization ON stripe_membership (organization) WHERE organization IS NOT NULL;
