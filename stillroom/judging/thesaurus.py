"""Words of engineering life that mean the same, rival each other, or pull two statements apart.

None of it is certain: it is evidence for the calibrated judge, where `lexicon` is for rules.
"""

from stillroom.judging.lexicon import ALTERNATIVES, stem

# one meaning a line
_SAME = """
delete remove erase wipe purge destroy clear drop discard evict prune
keep retain preserve hold leave
forbid prohibit ban disallow block deny refuse reject
allow permit let accept tolerate fine okay ok acceptable
must need have-to require required mandatory compulsory obligatory necessary essential
optional voluntary nice-to-have discretionary
start begin launch boot commence kick
stop end halt terminate finish quit shut shutdown kill abort cancel
create make build generate produce add
fix repair correct patch resolve
change modify alter edit update amend adjust touch
move migrate relocate transfer shift
rename call name title
replace swap substitute exchange supersede
show display render present list
hide conceal mask suppress
send transmit deliver ship push emit publish forward
receive get obtain fetch pull retrieve read load
save store persist write record keep
test verify check validate assert prove
review approve approval inspect sign-off
deploy release ship rollout publish
revert rollback undo restore
retry reattempt repeat again
fail break crash fall die abort
work function succeed run operate
slow sluggish laggy latency
fast quick rapid speedy
big large huge great
small little tiny minor short
error exception failure fault bug defect problem issue
log logging trace record journal
user customer client visitor person people member guest
employee staff engineer developer colleague team
admin administrator operator root
password passphrase credential secret token key
login log-in signin sign-in log-on authenticate
logout log-out signout sign-out
folder directory path
file document
repo repository
branch fork
commit revision sha hash
function method procedure routine
variable field attribute property column
parameter argument option flag switch toggle setting
library package module dependency
server host machine node box instance
container pod image
database db datastore schema
table relation
row record entry line tuple
query request call
reply response answer
message event notification alert mail email
queue topic stream channel
job task batch run
worker consumer
schedule cron timetable
page screen view
button control widget
picture image photo avatar icon
laptop local locally workstation desk
production prod live
staging preprod
test testing tests
config configuration settings preferences prefs
docs documentation manual readme wiki
key-value map dictionary
limit maximum max cap ceiling most
minimum min least floor
timeout deadline
interval period frequency
often frequently regularly
rarely seldom hardly
always every each all any whatever whenever
never no none nobody nothing without
only just solely merely exclusively
own separate individual dedicated itself single
share shared common joint together
automatic automatically auto automated itself
manual manually hand human person
before ahead prior earlier first front
after afterwards later then once following past
new fresh recent latest newest modern
old outdated stale legacy previous former
empty blank missing null
encrypt encrypted cipher
plain clear unencrypted
compress zip gzip
duplicate double twice copy repeat
unique distinct
responsible owner own belong maintain look-after charge
use employ apply utilise rely take choose pick prefer
avoid skip shun omit
write author compose
wait block hang freeze stall
cause reason because due behind
memory ram heap
disk storage volume
network connection link
night nightly midnight evening
daily day
weekly week
monthly month
yearly year annually annual
quarterly quarter
hourly hour
half fifty
"""
# what takes each other's place: one of a line is chosen where another is not
_RIVALS = """
jest vitest mocha jasmine ava
pytest unittest nose
playwright cypress selenium puppeteer testcafe webdriver
airflow dagster prefect luigi argo oozie
terraform pulumi cloudformation bicep cdk
ansible puppet chef salt saltstack
docker podman containerd
kubernetes nomad swarm ecs
jenkins circleci gitlab travis teamcity buildkite
github gitlab bitbucket gitea
loki elasticsearch opensearch splunk graylog fluentd vector logstash
prometheus datadog newrelic influxdb graphite zabbix nagios
jaeger zipkin tempo honeycomb
grafana kibana
kafka rabbitmq nats sqs pulsar kinesis pubsub activemq redpanda
postgres postgresql mysql mariadb sqlite oracle mongodb cassandra dynamodb cockroachdb
redis memcached valkey hazelcast
snowflake bigquery redshift databricks clickhouse
parquet avro orc csv json arrow
json yaml toml xml ini
rest graphql grpc soap trpc
react vue angular svelte solid
redux zustand mobx recoil jotai pinia vuex
webpack vite rollup esbuild parcel turbopack
npm yarn pnpm bun
pip poetry pipenv uv conda
maven gradle bazel sbt ant
eslint biome tslint
prettier black ruff yapf
flake8 pylint ruff
mypy pyright pyre
django flask fastapi pyramid tornado
express koa fastify nest hapi
sqlalchemy peewee tortoise django
prisma drizzle typeorm sequelize knex
celery rq dramatiq huey sidekiq resque
tailwind bootstrap bulma
sass less stylus
mlflow wandb neptune comet
pytorch tensorflow jax keras
triton torchserve vllm tgi fastapi
pandas polars dask spark
s3 gcs minio
aws gcp azure
lambda fargate ec2
vault ssm sops doppler
nginx apache caddy haproxy envoy traefik
slack teams discord mattermost
jira linear trello asana
zendesk freshdesk intercom
android ios
macos linux windows
swift kotlin java dart
rust go c c++ zig
typescript javascript
python sql scala r
utf-8 latin-1 ascii utf-16
png jpeg webp avif svg gif
bash zsh fish sh
vim emacs vscode
mercurial git svn
sha256 md5 sha1 bcrypt argon2 scrypt
uuid integer serial ulid
cookie header localstorage session
websocket polling sse
utc local cet est
monorepo polyrepo
hdd ssd nvme
tcp udp quic
unity unreal godot
opengl vulkan metal directx direct3d
red blue green yellow black white
north south east west
gold silver bronze platinum
camelcase snake_case kebab-case pascalcase
frankfurt virginia oregon ireland singapore london
german english french spanish italian
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
"""
# what opposes each other, side against side
_OPPOSED = """
allow/forbid refuse reject block deny ban|accept/reject refuse decline ignore|enable/disable|on/off|open/closed close shut
keep preserve retain survive stay save/delete drop lose wipe discard remove gone lost die|include count contain carry/exclude omit leave lack skip
add attach/remove detach drop|start begin/stop end finish close|grow increase raise more rise/shrink decrease lower less fall drop
pass succeed work fine/fail break crash|safe/unsafe dangerous risky careful|stable reliable solid/flaky unstable
secure encrypted masked/plain insecure unmasked readable|fast/slow|cheap free/expensive paid charged|easy/hard difficult
large big huge/small tiny little|many several multiple/one single few|long/short|full whole complete entire/partial empty incomplete
public/private internal|shared share common global central/own separate individual local itself dedicated
automatic automatically itself bot/manual manually hand human person|local/remote|inside internal/outside external
before first early front ahead/after last late afterwards behind|new newest latest/old oldest legacy
always every all everyone everything/never none nobody nothing some sometimes only
must need required mandatory/optional may free recommended unnecessary|static fixed/dynamic flexible variable
sync synchronous blocking wait/async asynchronous background|visible show shown/hidden hide invisible
use need/avoid without|follow respect trust/ignore verify distrust|temporary short/permanent forever
once one/repeatedly twice several|often usually most/rarely seldom hardly|strict/loose lenient|mutable/immutable
server backend/client frontend browser|primary master/replica secondary standby|producer sender/consumer receiver
read/write|push/pull|upload/download|import/export|ascending/descending|top upper above/bottom lower below
left/right|up/down|horizontal/vertical|row/column|day daytime/night|weekday/weekend|true yes/false no
forward/back|merge combine bundle join one/split separate several|stream streaming realtime/batch nightly
online connected/offline|class/function|inheritance/composition|exception throw raise/return ignore silently
real/mock fake stub|formal/informal friendly casual|alone/together review pair approval|singular/plural
tab tabs/space spaces|single/double|relative/absolute|named/default|upper uppercase/lower lowercase
active running/inactive idle stopped|live alive/dead|same/different other|lock locked/free unlocked|restart/keep
physically hard/soft flag mark|flat/nested deep|wide/narrow thin|thick/thin|eager immediately/lazy lazily later
centre central/edge|spot/reserved|rolling/blue-green canary recreate|incremental/full|commit/ignore
fail stop abort/continue go proceed on|latest/pinned hash|known documented/unknown undocumented|random/grid exhaustive
"""


def _groups(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        group = [stem(word) for word in line.split()]
        for word in group:
            found.setdefault(word, group[0])
    return found


def _rivals() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _RIVALS.strip().splitlines():
        group = {stem(word) for word in line.split()}
        for word in group:
            found.setdefault(word, set()).update(group - {word})
    return {word: frozenset(others) for word, others in found.items()}


def _opposed() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {word: set(others) for word, others in ALTERNATIVES.items()}
    for pair in _OPPOSED.strip().replace("\n", "|").split("|"):
        left, right = ({stem(word) for word in side.split()} for side in pair.split("/"))
        for one, other in ((left, right), (right, left)):
            for word in one:
                found.setdefault(word, set()).update(other - {word})
    return {word: frozenset(others) for word, others in found.items()}


MEANING = _groups(_SAME)
RIVALS = _rivals()
OPPOSED = _opposed()


def meaning(root: str) -> str:
    """Give the word that stands for all of the same meaning."""
    return MEANING.get(root, root)
