"""A made-up commons of any size, as the agents of many engineering teams would leave it; the seed fixes it.

Every item speaks of one component (`orders-gateway`), has 20 to 200 words and belongs to one of sixteen
topics, its category. Most stand alone or beside others about their component; planted among them are exact
repeats, near-duplicates, paraphrases, dated updates, conflicts, and personal data or a secret in a few percent.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

SHARES = {"repeat": 0.04, "near": 0.06, "paraphrase": 0.08, "update": 0.04, "conflict": 0.02}
PRIVATE = 0.03
ITEMS_A_COMPONENT = 4
START = datetime(2026, 1, 1, 8, tzinfo=UTC)

# topic: things | what is done to them | what goes wrong | why | what helps
TOPICS = {
    "database": "replica;vacuum job;partial index;connection pool;write-ahead log;materialised view;foreign key|"
    "reindexed;promoted;vacuumed;partitioned;restored;sharded|"
    "deadlocks appear;rows go missing from the report;replication lags by minutes;the planner picks a full scan|"
    "statistics are stale;a long transaction keeps old rows;the lock queue blocks readers;the sequence is cached|"
    "set a statement timeout;analyse the table after the load;move the migration off peak hours;add a covering index",
    "frontend": "stylesheet;router;form field;hydration step;service worker;design token;lazy image|"
    "rendered;bundled;memoised;prefetched;restyled;debounced|"
    "the page flickers;focus is lost after submit;layout shifts on slow phones;stale assets are served|"
    "the effect runs twice;the key of the list is its position;the cache never expires;the font loads late|"
    "split the bundle by route;give each row a stable key;reserve space for the image;cancel the pending request",
    "kubernetes": "readiness probe;sidecar;node pool;horizontal autoscaler;config map;ingress rule;pod budget|"
    "drained;rescheduled;rolled back;throttled;cordoned;labelled|"
    "pods restart in a loop;requests end in bad gateway;evictions pile up;rollouts hang half-way|"
    "memory limits are below the heap;the probe starts too early;the quota is exhausted;the image tag moved|"
    "raise the start-up delay;pin images by digest;spread replicas over zones;set requests equal to limits",
    "payments": "refund;settlement file;card token;chargeback;ledger entry;invoice run;currency rate|"
    "captured;reconciled;voided;retried;rounded;audited|"
    "customers are charged twice;totals differ by a cent;the batch is rejected by the bank;receipts are not sent|"
    "amounts are kept as floats;the idempotency key changes on retry;the cut-off is in local time;a webhook is lost|"
    "store minor units as integers;derive the key from the order;compare both ledgers nightly;park unknown events",
    "security": "session cookie;signing key;role binding;audit trail;upload filter;password hash;login form|"
    "rotated;revoked;scanned;encrypted;delegated;verified|"
    "expired tokens are accepted;a tenant sees the rows of another;brute force goes unnoticed;scans report noise|"
    "clock skew is ignored;the check happens in the client only;permissions are inherited;headers are stripped|"
    "deny by default;rotate keys every quarter;check ownership in the query;log refusals with their reason",
    "messaging": "consumer group;dead letter queue;topic partition;outbox table;event schema;retry topic;broker|"
    "acknowledged;replayed;compacted;rebalanced;deduplicated;buffered|"
    "messages arrive twice;lag grows overnight;one poison message stops the partition;ordering is lost|"
    "the offset is committed before the work;the handler is not idempotent;partitions outnumber workers;"
    "batches exceed the limit|"
    "commit after the side effect;key events by their aggregate;send failures to a side queue;cap the batch size",
    "testing": "fixture;snapshot;flaky suite;mock server;coverage gate;contract test;seed|"
    "isolated;parallelised;quarantined;recorded;parametrised;frozen|"
    "tests pass alone and fail together;the suite takes an hour;failures cannot be reproduced;green builds hide bugs|"
    "state leaks between cases;the clock is real;ports are fixed;assertions compare the output of the code to itself|"
    "give every case its own schema;inject the clock;bind port zero;delete tests that cannot fail",
    "mobile": "push notification;offline cache;deep link;background task;app bundle;gesture handler;crash report|"
    "signed;obfuscated;synchronised;suspended;throttled;localised|"
    "battery drains in the background;the store rejects the build;edits made offline vanish;start-up is slow|"
    "the task never yields;the entitlement is missing;conflicts are resolved by arrival;images decode on the main thread|"
    "batch uploads on charger;merge edits field by field;decode off the main thread;test on the oldest device",
    "search": "analyser;synonym list;ranking profile;facet;shard;reindex alias;suggestion|"
    "boosted;tokenised;stemmed;warmed;merged;refreshed|"
    "exact titles rank below long texts;new documents are not found;facet counts are off;queries time out|"
    "the field is analysed twice;refresh was switched off for the load;shards are uneven;synonyms expand too far|"
    "boost the title field;switch aliases after the load;route by tenant;measure on judged queries",
    "monitoring": "alert rule;dashboard;trace span;log line;service level;heartbeat;exporter|"
    "sampled;silenced;aggregated;correlated;paged;retained|"
    "nobody notices an outage;pages wake people for nothing;graphs show gaps;cardinality explodes|"
    "the average hides the tail;labels hold user ids;the check probes the cache;thresholds were copied|"
    "alert on symptoms;drop labels nobody queries;probe the whole path;review alerts each month",
    "networking": "load balancer;resolver;egress proxy;keep-alive;firewall rule;peering link;certificate chain|"
    "terminated;rerouted;rate limited;resolved;mirrored;whitelisted|"
    "connections are reset after idle minutes;names resolve to old hosts;handshakes fail on some clients;"
    "large uploads stall|"
    "idle timeouts differ along the path;answers are cached forever;an intermediate is missing;fragments are dropped|"
    "keep the idle timeout below the proxy's;honour the time to live;send the full chain;lower the segment size",
    "analytics": "nightly load;dimension table;event stream;notebook;metric definition;cohort;backfill|"
    "deduplicated;backfilled;anonymised;pivoted;snapshotted;attributed|"
    "yesterday's numbers change;two reports disagree;the load overruns the morning;joins multiply rows|"
    "late events are counted by arrival;teams define active users differently;keys are not unique;time zones are mixed|"
    "close the day after three;keep one definition in code;assert uniqueness before joining;store times in one zone",
    "machine learning": "training run;feature store;checkpoint file;evaluation set;tokeniser;inference server;prompt|"
    "fine-tuned;quantised;distilled;versioned;shuffled;calibrated|"
    "scores drop in production;loss diverges after warm-up;answers change between runs;latency doubles under load|"
    "the evaluation set leaks into training;features are computed differently online;seeds are not fixed;"
    "batches are padded|"
    "log the data version;compute features once;freeze the evaluation set;group requests by length",
    "build": "compiler cache;lock file;release branch;changelog;artefact;monorepo target;base image|"
    "pinned;vendored;signed;published;tagged;cached|"
    "clean builds fail;the wrong version is shipped;caches are never hit;releases need a manual step|"
    "the cache key holds a path;versions float;generated files are committed;steps depend on order|"
    "pin every tool;key caches by content;build once and promote;fail when the tree is dirty",
    "api": "pagination cursor;rate limit;error body;client library;webhook;version header;bulk endpoint|"
    "deprecated;validated;paginated;documented;throttled;negotiated|"
    "clients retry forever;pages skip rows;breaking changes slip through;errors hide their cause|"
    "the cursor is an offset;every failure is a server error;fields are renamed in place;limits are undocumented|"
    "encode the sort key in the cursor;answer with a retry hint;diff the schema in review;keep old fields a quarter",
    "storage": "bucket policy;lifecycle rule;thumbnail;multipart upload;cold tier;object key;snapshot|"
    "archived;replicated;compressed;expired;chunked;mounted|"
    "bills grow without traffic;restores take days;objects are public by accident;listing is slow|"
    "unfinished uploads are kept;versions never expire;keys share one prefix;the policy allows any principal|"
    "abort old uploads;expire versions after a month;hash the key prefix;block public access at the account",
}
PLACES = (
    "staging;production;the sandbox;the Frankfurt region;the EU cluster;continuous integration;the pilot;"
    "the legacy stack;the reporting tenant;a developer laptop;the disaster recovery site;the beta channel"
).split(";")
FIRST = (
    "amber;atlas;birch;cobalt;cedar;coral;crimson;delta;ember;falcon;garnet;harbor;indigo;iris;jade;juniper;kestrel;"
    "lagoon;larch;lilac;linden;lotus;maple;marble;meadow;merlin;nimbus;ocean;olive;onyx;opal;orchid;osprey;otter;"
    "pearl;pine;plover;quartz;raven;ridge;robin;rowan;saffron;sage;scarlet;sierra;slate;sparrow;summit;tamarin;teal;"
    "thistle;topaz;tulip;umber;velvet;violet;walnut;willow;zephyr"
).split(";")
SECOND = (
    "accounts;billing;booking;cart;catalogue;claims;checkout;content;courier;customer;delivery;dispatch;fleet;"
    "fulfilment;identity;inventory;journey;ledger;loyalty;mail;market;media;menu;notes;orders;partner;payroll;"
    "planning;portal;pricing;profile;quote;ratings;returns;roster;routing;sales;seat;shipment;stock;store;"
    "subscription;supply;survey;tariff;tax;ticket;tracking;travel;treasury;usage;vendor;voucher;wallet;warehouse"
).split(";")
ROLES = "gateway;worker;api;importer;scheduler;proxy;indexer;bridge;console;agent;service;relay".split(";")
SETTINGS = (
    "timeout;retry limit;batch size;pool size;cache lifetime;worker count;queue depth;page size;poll interval;"
    "memory limit;log retention;upload limit"
).split(";")
UNITS = {
    "timeout": "s",
    "cache lifetime": "minutes",
    "poll interval": "s",
    "memory limit": "MB",
    "log retention": "days",
    "upload limit": "MB",
}
SENTENCES = (
    "In {place} the {thing} of {name} was {action}, and since then {effect}.",
    "When the {thing} is {action} while {name} runs, {effect} because {cause}.",
    "{effect} in {name}: {cause}, so {remedy}.",
    "To keep the {thing} of {name} healthy, {remedy}.",
    "We saw on {name} in {place} that {effect}; the reason was that {cause}.",
    "The {setting} of {name} is {value} in {place}.",
    "Before the {thing} gets {action}, {remedy}, or {effect}.",
    "{cause} whenever {name} is deployed to {place}; {remedy}.",
    "After {number} minutes without traffic the {thing} of {name} is {action}.",
    "Ask the owners of {name} before the {thing} is {action}: last time {effect}.",
    "A {thing} that was {action} twice shows that {cause}.",
    "If {effect}, look first whether {cause}.",
    "`{code}` in `{path}` decides how {aspect} is handled; {person_role} found no test for it.",
    "Run `{command} {flag}` to see {aspect}, and compare it with {aspect2}.",
    "The {noun} and the {noun2} meet in `{code}`, where {aspect} was {verb} by mistake.",
    "{person_role} {verb} {aspect} last spring and left {aspect2} as it was.",
    "Mind {aspect}: `{flag}` looks harmless, but `{code}` reads it only once.",
    "With {noun} version {number}.{minor} the {noun2} reports {aspect} in `{path}`.",
    "Nobody needs `{code}` any more since {aspect} moved to the {noun}.",
    "There is a {noun} for {aspect}, kept by {person_role} in `{path}`.",
)
NOUNS = (
    "adapter;allocator;archive;barrier;beacon;binding;blueprint;bookmark;boundary;buffer;calendar;canvas;carrier;"
    "channel;checksum;circuit;clipboard;codec;collector;compass;counter;cursor;daemon;decorator;digest;dispatcher;"
    "emitter;envelope;exporter;fallback;filter;formatter;gauge;grammar;handshake;harness;heap;histogram;hook;"
    "interceptor;invoice;iterator;journal;kernel;keyring;latch;lease;lexer;limiter;locale;lookup;manifest;marker;"
    "matcher;mutex;namespace;notifier;observer;offset;packer;parser;payload;pipeline;planner;pointer;policy;poller;"
    "predicate;presenter;profiler;projection;quorum;reducer;registry;renderer;resolver;roster;runner;sampler;"
    "sandbox;scanner;segment;selector;semaphore;serializer;signal;slot;socket;splitter;stamp;stencil;stub;supervisor;"
    "switch;template;tenant;ticker;token;tracker;transform;trigger;tuple;validator;vault;viewport;visitor;watcher;"
    "widget;window;worker;wrapper;zone"
).split(";")
QUALITIES = (
    "abandoned;adaptive;ambient;ancient;atomic;binary;blocking;bounded;brittle;cached;cascading;coarse;cold;compact;"
    "composite;concurrent;cyclic;dangling;deferred;dense;detached;dormant;dynamic;eager;elastic;empty;encoded;external;"
    "fallible;federated;finite;flat;forked;fragile;global;granular;greedy;hidden;hybrid;idle;immutable;implicit;"
    "inbound;indexed;inherited;isolated;lazy;leaky;linear;local;loose;manual;mutable;native;nested;noisy;numeric;"
    "opaque;optional;orphaned;outbound;parallel;partial;passive;persistent;pinned;portable;primary;quiet;recursive;"
    "redundant;relative;remote;reversible;rolling;scoped;sealed;secondary;serial;shallow;shared;signed;sparse;staged;"
    "static;sticky;strict;synthetic;tentative;transient;typed;unbounded;verbose;virtual;volatile;weighted"
).split(";")
VERBS = (
    "inlined;renamed;measured;duplicated;simplified;postponed;documented;removed;rewritten;reverted;reviewed;split;"
    "wrapped;hardened;exposed;extracted;copied;guarded;swapped;disabled"
).split(";")
COMMANDS = "make;task;just;npm run;cargo;bazel run;poetry run;kubectl;terraform;ansible;psql;curl".split(";")
TEAMS = (
    "the platform team;the new hire;an auditor;the night shift;support;a contractor;the data guild;the release manager;"
    "an intern;the on-call engineer"
).split(";")
TURNED = (
    "{remedy} on {name}, because otherwise {effect} ({cause}).",
    "The cure for {name} is to {remedy}: {cause}, and {effect}.",
    "What we learned about {name} in {place}: {remedy}. It turned out that {cause} and that {effect}.",
)
PRIVATE_NOTES = (
    "Ask {person} <{mail}> about it.",
    "{person} is on call, phone +49 30 {d4} {d4b}.",
    "It was seen from 86.121.{d2}.{d2b}.",
    "The token was ghp_{secret} at the time.",
)
PEOPLE = "Maria Lindgren;Jonas Weber;Aisha Rahman;Tomas Novak;Elena Petrova;David Okafor;Sofia Rossi".split(";")
CONTRIBUTORS = [f"agent-{n:02d}" for n in range(40)]


def commons(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Make `count` items, one after the other; the same count and seed give the same items."""
    rng = random.Random(seed)
    components = max(8, count // ITEMS_A_COMPONENT)
    recent: list[dict[str, Any]] = []
    for number in range(count):
        item = _planted(rng, recent) if len(recent) > 20 and rng.random() < sum(SHARES.values()) else None
        item = item or _fresh(rng, rng.randrange(components))
        if rng.random() < PRIVATE:
            item["content"] = f"{item['content']} {_private(rng)}"
        item["id"] = f"note-{seed}-{number:07d}"
        item["contributor"] = rng.choice(CONTRIBUTORS)
        item["created_at"] = (START + timedelta(minutes=number)).isoformat() if rng.random() < 0.7 else None
        yield {name: value for name, value in item.items() if name != "facts"}
        recent.append(item)
        if len(recent) > 2000:
            recent.pop(rng.randrange(1000))


def _fresh(rng: random.Random, component: int) -> dict[str, Any]:
    facts = _facts(random.Random(component), rng)
    length = min(200, int(20 + rng.expovariate(1 / 45)))
    text = ""
    while len(text.split()) < length:
        text = f"{text} {_sentence(rng, rng.choice(SENTENCES), facts)}".strip()
        facts = {**facts, **_words(rng, facts["topic"])}
    words = text.split()
    return _item(facts, " ".join(words[:200]))


def _facts(own: random.Random, rng: random.Random) -> dict[str, str]:
    """Settle what a component is by its own dice, and what is said of it by those of the commons."""
    topic = own.choice(list(TOPICS))
    name = f"{own.choice(FIRST)}-{own.choice(SECOND)}-{own.choice(ROLES)}"
    setting = own.choice(SETTINGS)
    value = f"{own.randrange(2, 90) * 5} {UNITS.get(setting, 'entries')}"
    facts = {"topic": topic, "name": name, "setting": setting, "value": value}
    return {**facts, **_words(rng, topic)}


def _words(rng: random.Random, topic: str) -> dict[str, str]:
    names = ("thing", "action", "effect", "cause", "remedy")
    found = {n: rng.choice(words.split(";")) for n, words in zip(names, TOPICS[topic].split("|"), strict=True)}
    noun, noun2 = rng.sample(NOUNS, 2)
    quality, quality2 = rng.sample(QUALITIES, 2)
    return {
        **found,
        "noun": noun,
        "noun2": noun2,
        "aspect": f"the {quality} {rng.choice(NOUNS)}",
        "aspect2": f"the {quality2} {noun2}",
        "code": f"{quality.title()}{noun.title()}{rng.choice(NOUNS).title()}",
        "path": f"{rng.choice(SECOND)}/{noun}/{quality2}_{noun2}.py",
        "flag": f"--{quality2}-{noun}",
        "command": rng.choice(COMMANDS),
        "verb": rng.choice(VERBS),
        "person_role": rng.choice(TEAMS),
        "place": rng.choice(PLACES),
        "number": str(rng.randrange(2, 90)),
        "minor": str(rng.randrange(10)),
    }


def _item(facts: dict[str, str], content: str) -> dict[str, Any]:
    title = f"{facts['name']}: {facts['thing']}"
    tags = [facts["name"], facts["topic"]]
    return {"category": facts["topic"], "title": title, "content": content, "tags": tags, "facts": facts}


def _planted(rng: random.Random, recent: list[dict[str, Any]]) -> dict[str, Any]:
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    old = rng.choice(recent)
    facts = old["facts"]
    if kind == "repeat":
        return {**old}
    if kind == "near":
        return {**old, "content": _changed(rng, old["content"])}
    if kind == "paraphrase":
        turned = _sentence(rng, rng.choice(TURNED), facts)
        rest = " ".join(_sentence(rng, sentence, facts) for sentence in rng.sample(SENTENCES[:5], 2))
        return _item(facts, f"{turned} {rest}")
    value = f"{rng.randrange(2, 90) * 5} {UNITS.get(facts['setting'], 'entries')}"
    said = "has been raised to" if kind == "update" else "is"
    claim = f"The {facts['setting']} of {facts['name']} {said} {value} in {facts['place']}."
    return _item(facts, f"{claim} {_sentence(rng, SENTENCES[3], facts)} {_sentence(rng, SENTENCES[11], facts)}")


def _changed(rng: random.Random, text: str) -> str:
    words = text.split()
    words[rng.randrange(len(words))] = rng.choice(("usually", "also", "now", "again"))
    return " ".join(words)


def _sentence(rng: random.Random, template: str, facts: dict[str, str]) -> str:
    text = template.format(**facts)
    return text[0].upper() + text[1:]


def _private(rng: random.Random) -> str:
    person = rng.choice(PEOPLE)
    mail = f"{person.lower().replace(' ', '.')}{rng.randrange(10, 99)}@nordlicht-systems.de"
    secret = "".join(rng.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=36))
    numbers = {"d4": rng.randrange(2000, 9999), "d4b": rng.randrange(1000, 9999)}
    tail = {"d2": rng.randrange(2, 250), "d2b": rng.randrange(2, 250)}
    return rng.choice(PRIVATE_NOTES).format(person=person, mail=mail, secret=secret, **numbers, **tail)
