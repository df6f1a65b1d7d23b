"""Words about names: given names and surnames, and what looks like a name in engineering notes."""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

LISTED = Path(__file__).with_name("listed_names.json")

# Given names and surnames that are as likely a word, a place or a product.
_AMBIGUOUS = """
Ada Adelaide Alan Alba Alfred Ali Alice Alma Alpine Amber Angel Angular Apollo April Archer Ariel Art Asia
Aspen Aster Astro Athena Atlas August Aurora Austin Autumn Avalon Azure Bailey Banks Barb Bash Basil Bay
Bean Bell Bella Ben Berlin Berry Best Bill Bird Bishop Black Blaze Block Blue Bo Bob Bond Book Booth
Boston Brazil Bridges Brook Brooklyn Brown Buck Bud Burn Bus Bush Cal Camp Can Candy Carol Carolina
Carpenter Carson Carter Case Cases Cash Castle Cedar Celeste Chad Chance Chandler Charity Charlotte Chase
Chef Cherry China Chip Christian Chuck Church Clark Claude Clay Cliff Close Cloud Cody Cole Colt Cook
Cookie Cooper Coral Cosmo Craft Crew Cross Cruz Crystal Cypress Daisy Dakota Dale Dallas Dart Dash Data
Dawn Day Dean Dee Del Delta Denver Derby Desiree Dev Devon Diamond Dian Django Dollar Dominic Don Dot
Drake Drew Duke Earl Easter Echo Eden Edit Elan Elm Ember Emblem English Enum Epic Era Erica Ermine Ertu
Esc Esperanza Etc Eva Eve Ever Faith Farmer Fay Felicity Fern Field Fields Fisher Flash Flora Florence
Flowers Ford Forest Foster Fox Franc France Frank Free French Fry Gale Gates Gem Gemini Gene Generate
Genesis Georgia Ghost Ginger Glen Gloria Gold Golden Good Grace Grant Gray Green Grey Grove Guy Hal Hall
Han Hand Happy Hardy Harmony Harper Hart Hash Haven Hazel Heath Heather Helm Hero Hex Hill Hilton Holly
Honor Hood Hope House Hugo Hunt Hunter Ian Ida Image Imp India Indigo Io Ira Iris Israel Ivy Jack Jade
James Jan Jasmine Jason Jasper Java Jay Jenkins Jest Jet Jewel Jo Job Jobs Jordan Joy Juan Jude Judge
Jules Julia Juliet June Junior Juniper Juno Justice Kali Karen Karma Kent Key King Kiosk Kit Kite Knight
Koa Kona Kris Lake Lamb Lambda Lance Lane Lark Laurel Legend Leo Lev Lexus Liberty Lilac Lily Lima Lincoln
Linden Line Lines Linus Little Locke London Lone Long Lotus Lou Love Low Luna Luz Mac Madison Mae Magic
Magnolia Major Malta Mann Manuel Many Maple Mara March Marina Mario Mark Marlin Mars Marsh Marshal Martin
Marvel Mason Maven Max May Mayer Meadows Melody Mercury Mercy Merit Milan Mile Miles Mills Mina Mira
Miracle Misty Mob Modification Moody Moon Moore Morning Moss My Myrtle Nash Nebula Neo Nest Nestor Newton
Nick Night Nil Nina Noble Node Nora Norm Norma North Nova Number Numbers Oak Ocean Oda Odin Olive Omar
Omega Ona Opal Orion Osiris Otto Pack Page Paige Paris Park Parker Parks Pat Patch Patience Pax Paz Peace
Pearl Peer Penny Pepper Perl Phoenix Pilot Pine Piper Pol Pool Pope Poppy Port Porter Potter Power Powers
Preston Price Prime Prince Princess Proxy Prudence Python Queen Query Quest Rain Ram Ramp Randy Ransom
Raven Ray Red Reed Reese Reid Rem Remi Remy Ren Rey Rich Ridge Ringo Rio River Rivers Rob Robin Rocky
Roman Rose Rosemary Royal Ruby Rue Ruffles Rush Rust Rusty Sable Sage Salem Sally Sam Sandy Santana
Sapphire Sass Savannah Scala Scarlet Scout Script Season Sequoia Serenity Session Setup Shade Sharp Shell
Shepherd Short Sierra Silver Simple Sinatra Singleton Sky Skye Skyler Small Smith Snow Sol Sole Son Sonar
Sonnet Sonny Spark Sparks Sparrow Spring Stack Star Stark Stash Steel Stella Stem Sterling Stone Storm
Story Strong Su Sue Sum Summer Sun Sunny Sweet Swift Sword Sydney Tab Tan Task Taylor Teal Template
Templates Temple Ten Terra Terry Test Thorn Tim Time Timothy Titan Titus Tor Tower Trace Travis Tree
Trinity Troy True Tucker Tune Turner Ty Tyler Type Una Unity Uno Urban Use Ut Val Valentine Van Vega Venus
Ver Vera Via Victor Victoria Vienna Vim Viola Violet Virginia Vista Vite Walker Wall Walls Ward Waters
Wave Wayne Weaver Web Weeks Wells West Whisper White Will Willow Win Winter Wise Wolf Wood Woods Work
World Wrap Wren Xavier Yarn Yes Young Yu Zed Zen Zephyr Zion Zip Zulu
"""
AMBIGUOUS = frozenset(_AMBIGUOUS.split())

# Never the start nor a part of a person's name, whatever stands before.
_NOT_NAMES = """
A AI API AWS About Access Account Accounts Action Actions Activity Ada Admin Administrator Administrators
Africa Agent Agents All Always Amazon America American An And Android Angular Anthropic Any Anyone Apache
App Apple Application Apps April Architecture Array Asia Association Assurance Astro At August Auth Avenue
Azure Backend Band Bank Bash Be Before Behavior Best Board Boot Bootstrap Bot Branch Browser Bug Build Bun
Bundler Business But By CEO CFO CI CLI CTO Call Card Cargo Case Center Channel Chart Check Checkout Chrome
City Client Clojure Cloud Co Cobol Code Codex College Command Common Community Company Component
Components Compose Config Configuration Consider Console Contact Container Control Controller Core Corp
Corporation County Create Cursor Custom Customer Customers Cypress Daily Data Database Day Debug December
Default Delivery Deno Deploy Deployment Design Desk Dev DevOps Developer Developers Development Director
Docker Docs Document Documentation Does Driver During Each East Edge Elastic Elasticsearch Elixir Emacs
Engine Engineer Engineering Engineers Enterprise Environment Erlang Error Europe European Event Everyone
Example Excel Experience Express Facebook Feature February Festival Field File Files Finance Firebase
Firefox First Fish Flask Flow Follow For Form Format Fortran Foundation Framework Friday From Frontend
Function Functions Gatsby Gem General Get Git GitHub GitLab GmbH Go Google Grafana GraphQL Group Guide HR
HTML HTTP Handler Haskell Head Help Here Heroku Home Host How I ID IT If Image Implement In Inc Index
Infra Infrastructure Input Install Institute Integration Interface Internal Internet It Item JSON January
JavaScript Jenkins Jest Jira Job Jobs Journal Julia July June Kafka Key Keys Kingdom Kotlin Kubernetes
Lambda Language Last Lead Leads Legal Level Library License Limited Linux Lisp List Llc Load Local Log
Login Logs Ltd Lua Mac Magazine Mail Make Management Manager Managers Map Marketing Master Maven Media
Meta Microsoft Middleware Mocha Mode Model Models Module Monday MongoDB Monitor My MySQL Name Native
Netflix Netlify Network Never New News Next Nginx No Node North Not Note Notes Notion November Now Npm
Null Nuxt OS Object Observability October Of Office On Only OpenAI Operations Operator Option Options Or
Oracle Orchestra Order Org Other Our Out Output Owner PHP PM Page Pages Paragraph Party Pascal Path
Payment Payments People Perl Personal Phone Pipeline Platform Playwright Please Plugin Policy Post
PostgreSQL Postgres Power Print Private Pro Process Product Production Program Project Projects Prolog
Prometheus Protocol Provider Public Puma Python QA Quality Query Queue Quick REST Rails Rake React Read
Records Redis Reference Release Reliability Remix Remote Report Request Resource Response Results Review
Reviewer Road Role Root Route Router Ruby Rule Rules Run Runtime Rust SQL SRE SSH Safari Sales Saturday
Scala Schedule School Science Scientist Script Search Secret Security See Selenium Self Sentry September
Server Service Services Session Set Settings Setup Shell Should Sidekiq Site Slack Society Software Source
South Spark Spring Stack Staff Staging Standard Start State States Status Storage Store Storybook Strategy
Stream Street String Stripe Structure Studio Style Sunday Support Svelte Swift System Systems Table Tag
Tailwind Task Tasks Team Teams Terraform Test Testing Tests Text That The Then There These They Things
This Thursday Ticket Time Times Tmux To Todo Token Tool Tools Top Tour Transaction Trust Tuesday Twitter
Type TypeScript Types UI UX Ubuntu Union Unit United University Unix Update Use User Users Using VP Value
Vault Vendor Vercel Version View Vim Visual Vite Vue Warehouse Web Webpack Wednesday Weekly West What When
Where Which While Who Why Wiki Windows With Work Worker Workflow Workspace World Write XML YAML Yarn You
YouTube Your Zsh
"""
NOT_NAMES = frozenset(_NOT_NAMES.split())

# What is named after people who are no secret: "Murphy's law", "Perlin noise".
_NAMED_AFTER = """
algorithm cipher code conjecture curve distance distribution filter index law laws noise notation number numbers
operator paradox principle razor rule sampling sum syndrome test theorem transform tree
"""
NAMED_AFTER = frozenset(_NAMED_AFTER.split())

# Accounts of machines, examples and distributions.
_GENERIC_ACCOUNTS = """
admin administrator agent airflow alice all.users apache app appdata bar baz bob bot build builder centos
ci circleci claude coder codespace codespaces cursor data debian default demo deploy deployer desktop dev
developer docker ec2-user example fedora foo git github-actions gitlab-runner gitpod guest hadoop home
host jenkins jovyan kali library linux linuxbrew local macos me mysql name nginx nixos node nodejs
openshift pi postgres project projects public python rails redis root ruby runner sandbox service shared
somebody someone spark src steam svc test tester testuser travis ubuntu user username users vagrant vscode
web webapp windows work workspace www www-data you your-name your_name yourname
"""
GENERIC_ACCOUNTS = frozenset(_GENERIC_ACCOUNTS.split())

# Handles that address a group or stand for code.
_GROUP_HANDLES = """
all angular app author babel channel classmethod claude component copilot dataclass dependabot deprecated
everyone google here import injectable input latest me media nestjs next output override param params
property pytest renovate return returns see since staticmethod storybook team todo type types user users
vue
"""
GROUP_HANDLES = frozenset(_GROUP_HANDLES.split())


class NameLists(NamedTuple):
    """Known given names and surnames, as written, and the words that names of places are made of."""

    given: frozenset[str]
    family: frozenset[str]
    places: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """Load the names that Faker keeps for some thirty countries of Latin script, as `training/name_lists.py` found."""
    lists = json.loads(LISTED.read_text(encoding="utf-8"))
    given, family, places = (" ".join(lists[part]).split() for part in ("given", "family", "places"))
    return NameLists(frozenset(given) - NOT_NAMES, frozenset(family) - NOT_NAMES, frozenset(places))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Load the words that documentation is full of; `training/names.py` counts them."""
    return frozenset((files("stillroom.privacy") / "common_words.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def known_terms() -> frozenset[str]:
    """Load products, countries and other words that have a capital and name nobody."""
    return frozenset((files("stillroom.privacy") / "known_terms.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def products() -> frozenset[str]:
    """Load products, teams and theorems that bear a name: "Jenkins", "Jasmine", "Celery Beat"."""
    return frozenset((files("stillroom.privacy") / "products.txt").read_text(encoding="utf-8").splitlines())
