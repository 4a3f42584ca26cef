-- Times are Unix milliseconds by the database's clock.
-- Events as they came, stored before they were answered.
CREATE TABLE stripe_event (
    id text NOT NULL PRIMARY KEY,
    type text NOT NULL,
    api_version text NULL,
    live_mode integer NULL,
    account text NULL,
    object_type text NULL,
    object_id text NULL,
    customer_id text NULL,
    created_at bigint NOT NULL,
    received_at bigint NOT NULL,
    state integer NOT NULL,
    reason text NULL,
    settled_at bigint NULL,
    body text NOT NULL
);
CREATE INDEX stripe_event_received ON stripe_event (received_at, id);
CREATE INDEX stripe_event_customer ON stripe_event (customer_id) WHERE state = 0;
CREATE INDEX stripe_event_object ON stripe_event (object_id) WHERE customer_id IS NULL;
CREATE INDEX stripe_event_open ON stripe_event (state, received_at) WHERE state IN (0, 3);

-- Which customer is whose, and all that Stripe held of it when it was last read.
CREATE TABLE stripe_customer (
    id text NOT NULL PRIMARY KEY,
    owner text NOT NULL,
    linked_at bigint NOT NULL,
    observed_at bigint NOT NULL,
    state text NULL,
    is_deleted integer NOT NULL
);
CREATE INDEX stripe_customer_owner ON stripe_customer (owner);

-- What has happened. Only ever added to.
CREATE TABLE stripe_fact (
    id text NOT NULL PRIMARY KEY,
    kind integer NOT NULL,
    owner text NOT NULL,
    organization text NULL,
    payment_id text NULL,
    customer_id text NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    occurred_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    body text NOT NULL
);
CREATE INDEX stripe_fact_owner ON stripe_fact (owner);
CREATE INDEX stripe_fact_organization ON stripe_fact (organization, occurred_at) WHERE organization IS NOT NULL;
CREATE INDEX stripe_fact_occurred ON stripe_fact (occurred_at);

-- How each payer stands, as it was last reckoned, and what else the organisation decided about them.
CREATE TABLE stripe_membership (
    owner text NOT NULL PRIMARY KEY,
    status integer NOT NULL,
    body text NOT NULL,
    complimentary_through text NULL,
    organization text NULL,
    reckoned_at bigint NOT NULL,
    next_look_at bigint NULL
);
CREATE INDEX stripe_membership_look ON stripe_membership (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX stripe_membership_organization ON stripe_membership (organization) WHERE organization IS NOT NULL;
