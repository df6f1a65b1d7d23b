"""Steering: what tells an order to the agent that reads a text from advice to whoever does the work.

Each rule is made of classes of words: who is addressed, what is to be said or left out, whose approval is
claimed, what is waited for. It looks at one sentence at a time, and never at single words.
"""

import re
from typing import NamedTuple

READER = (
    r"(?:ai|a\.i\.|llms?|(?:ai |coding |language |reviewing |summari[sz]ing )*(?:agents?|assistants?|models?|bots?)|chatbots?|"
    r"copilots?|summari[sz]ers?|judges?|moderators?|automation|claude|chatgpt|gpt-?\d*|gemini|readers?)"
)
PERSON = (
    r"(?:users?|humans?|persons?|people|operators?|owners?|reviewers?|maintainers?|admin(?:istrator)?s?|developers?|auditors?|"
    r"customers?|clients?|colleagues?|anyone|anybody|someone|somebody|nobody|no one|them|him|her|whoever)"
)
HERE = (
    r"(?:this|the following|the above|the preceding|the present)(?: \w+)? ?(?:notes?|items?|memory|memories|entry|entries|lessons?|summary|messages?|"
    r"text|paragraphs?|rules?|instructions?|lines?|sentences?|contribution|records?|documents?|claims?|fact|cluster|topic|one|correction)"
)
THIS = rf"(?:{HERE}|\bit\b|\bthis\b)"
MIND = (
    r"(?:instructions?|prompts?|guidelines?|guardrails?|directions|directives?|programming|rules|restrictions?|constraints|limits|limitations|"
    r"(?:safety |system )?(?:polic(?:y|ies)|messages?)|persona|training|orders|context|schema|filters?|objectives?)"
)
DROP = r"(?:ignor(?:e|es|ing)|disregard(?:s|ing)?|forget(?:s|ting)?|overrid(?:e|es|ing)|overrul(?:e|es|ing)|bypass(?:es|ing)?|abandon|discard|drop|set aside|erase|neglect|suspend|dismiss|stop following|pay no attention to|do not (?:follow|obey|heed)|don't (?:follow|obey|heed)|no longer (?:follow|obey|apply))"
SAY = (
    r"(?:say(?:ing)?|tell(?:ing)?|claim|answer(?:ing)?|respond|reply(?:ing)?|report|state|insist|pretend|deny|denying|assure|confirm|blame|"
    r"apologi[sz]e|refuse|recommend|suggest|praise|steer|mention|name|quote|write|print|output)"
)
SECRET = (
    r"(?:secrets?|credentials?|passwords?|passphrases?|(?:\w+ )?tokens?|api[ _-]?keys?|private keys?|ssh keys?|signing keys?|(?:the |agent's |deploy )keys?|cookies?|"
    r"\.env\b|env(?:ironment)? (?:vars?|variables?|file)|(?:full |whole )?environment|chat history|transcripts?|scratchpads?|conversations?|"
    r"personal data|customer data|e-?mail addresses|internal hosts?|system prompts?|memory|session data|context(?: window)?|root access|id_rsa)"
)
GUARD = (
    r"(?:checks?|checking|reviews?|approvals?|verif\w+|validation|confirmations?|signatures?(?: check)?|audit\w*|scann(?:er|ers|ing)|scans?|moderation|safeguards?|"
    r"guard ?rails?|security(?: \w+)?|authentication|authorization|auth|permissions? checks?|tls|ssl|certificate checks?|mfa|2fa|policy|policies|logs|logging|"
    r"redact\w*|mask\w*|filters?|firewall|sandbox\w*|gates?|hooks?|restrictions?|quarantine|csrf|escaping|saniti[sz]\w+)"
)
LOOSEN = r"(?:skip|disable|turn(?:ed|ing)? off|switch(?:ed)? off|bypass|circumvent|leave out|leave\b[^.]{0,30}\bout|omit|suppress|stop|remove|drop|deactivate|ignore|waive|no longer|without(?: waiting for)?|instead of|do not write|don't write)"
LEAK = r"(?:send|post|upload|exfiltrate|forward|leak|transmit|e-?mail|paste|copy|publish|append|attach|submit|report|share|push|hand (?:out|over)|give (?:out|away)|deliver|include|dump|store|mirror|expose|reveal|disclose|print|list)"
APPROVED = r"(?:(?:pre|auto)?-?approved|approval|(?:pre-?)?reviewed|verified|vetted|cleared|released|white-?listed|allow-?listed|trusted|certified|signed(?: \w+)? off|signed this off|passed|sanctioned|authori[sz]ed|accepted|greenlit|green-lighted|exempt(?:ed)?|protected|confirmed|endorsed|clean|safe)"
AUTHORITY = (
    r"(?:security(?: team| lead| board| office| policy)?|compliance|legal(?: team)?|(?:review|change|advisory) board|the board|moderators?|admin(?:istrator)?s?|operators?|owners?|"
    r"maintainers?|platform (?:team|owners?)|management|c[etis]o|it support|support team|data protection officer|dpo|privacy (?:team|officer)|"
    r"openai|anthropic|google|microsoft|head of \w+|leadership|governance|team leads?|two (?:\w+ )?contributors|the reviewers?|qa|human (?:reviewers?|approval)|auditors?)"
)
WAIVE = (
    r"(?:(?:need(?:s)?|require(?:s)?) no|no (?:further |more |additional |human )*|(?:does|do|must|should|shall|may|can|need)(?: not|n't)(?: to| be| have to)*|cannot be|never|not to be|don't|"
    r"without(?: any| further)?|skip(?:s|ping)?|bypass(?:es|ing)?|exempt from|no need (?:to|for)(?: be)?|not necessary to)"
)
GATEWORK = (
    r"(?:re-?)?(?:review(?:ed)?|approv(?:al|ed|e)|check(?:ed|s)?|verif(?:y|ied|ication)|moderat(?:e|ed|ion)|flag(?:ged)?|quarantin(?:e|ed)|held|hold|ask(?:ed|ing)?|redact(?:ed|ion)?|filter(?:ed)?|"
    r"delet(?:e|ed)|remov(?:e|ed)|merg(?:e|ed)|contradict(?:ed)?|escalat(?:e|ed|ion)|rout(?:e|ed)|question(?:ed)?|scann(?:ed|ing)|screen(?:ed|ing)?|human|sent to a person|pii check)"
)
TRIGGER = (
    r"(?:when(?:ever)?|if|once|after|as soon as|(?:every|each|next|the next|the first|the \w+) time|in case|should|upon|until|as of|starting|beginning|"
    r"from (?:\w+ ){1,3}?on(?:wards?)?|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|on the \w+ of|in the event|provided|the moment|unless|while|during|before)"
)
ASKED = rf"(?:asked|asks?|asking|asker|question(?:s|ed)?|prompted|queried|mentions?|mentioned|conversation|chat|inquires?|wants to know|wonders|brings up|(?:current |the )user (?:is|seems|was|comes|works)|called [a-z]+|{PERSON} (?:is|are|was|seems?|comes?|belongs?|works?|says?|wants?))"
OUTPUT = r"(?:summar(?:y|ies)|answers?|your (?:responses?|repl(?:y|ies)|reports?|output)|(?:agent|assistant|model)'?s? (?:responses?|repl(?:y|ies)|output)|repl(?:y|ies)|titles?|drafts?|verdicts?|whatever you (?:write|say)|everything you (?:write|say))"
POOL = r"(?:reviews?|drafts?|items?|notes?|memor(?:y|ies)|entries|queue|quarantine|pairs?|contradictions?|conflicts?|lessons?|contributions?|duplicates?|clusters?|summaries|open questions?|verdicts?)"
ALL = r"(?:all|every|each|any|everything|pending|open|whole|entire|\bwhat is in\b)"
RULE_IT = r"(?:approve[sd]?|release[sd]?|publish(?:es|ed)?|close[sd]?|decide[sd]?|accept(?:s|ed)?|resolve[sd]?|clear(?:ed)?|reject(?:s|ed)?|merge[sd]?|delete[sd]?|dismiss(?:es|ed)?|rate[sd]?|rank(?:s|ed)?|mark(?:s|ed)?|trust(?:s|ed)?|return(?:s|ed)?|vote[sd]?)"
URL = "⟨url⟩"
MAY = r"(?:should|must|shall|may|might|can|will|would|ought to|have to|has to|need to|needs to|is to|are to|is allowed to|are allowed to|is required to|are required to|is obliged to|are obliged to|wants? \w+ to|to)"
MISDEED = (
    rf"(?:{LOOSEN}\b[^.]{{0,50}}\b{GUARD}|{LEAK}\b[^.]{{0,50}}\b(?:{SECRET}|{URL})|(?:download|fetch|read|load|install|use|visit|run|pull|register|connect)\b[^.]{{0,40}}{URL}|"
    rf"stop (?:writ|log|redact|mask|ask|check|review|report|verify)ing|no longer\b[^.]{{0,20}}\b(?:redact|mask|ask|check|review|log|report)|bypass|"
    rf"recommend|praise|promote|treat\b[^.]{{0,40}}\bas (?:public|trusted|safe|approved|authoritative|true)|obey|comply|commit (?:straight|directly) to|share\b[^.]{{0,20}}\b{SECRET}|"
    rf"agree\b|{RULE_IT}\b[^.]{{0,20}}\b(?:{ALL}|notes?|items?|duplicate|approved|agree)\b|rate\b|believe\b|repeat (?:this|the)|copy this|spread|ask for donations|"
    rf"(?:install|add|include)\b[^.]{{0,40}}\b(?:backdoor|remote\(|eval\()|delete\b[^.]{{0,20}}\b(?:all|every|logs?|notes?|history|backups?)|refuse to|hide\b|conceal)"
)


class Rule(NamedTuple):
    """What a match means, words one of which must be there (for speed), and the pattern."""

    why: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(why: str, anchors: str, *patterns: str) -> Rule:
    return Rule(why, tuple(anchors.split()), re.compile("|".join(f"(?:{p})" for p in patterns)))


ORDERS = (
    _rule(
        "tells the reader to drop its instructions",
        "ignor disregard forget overrid overrul bypass abandon discard drop erase neglect suspend dismiss attention follow obey heed instruction guideline restriction above",
        rf"\b{DROP}\b[^.]{{0,40}}\b(?:previous|prior|earlier|above|preceding|foregoing|existing system|hidden|initial|original|former)\b[^.]{{0,25}}\b{MIND}\b",
        rf"\b{DROP}\b (?:\w+ ){{0,3}}?(?:your|the system|the safety|its own|their own)\b(?: \w+){{0,3}}? {MIND}\b",
        rf"(?:^|\bplease |\band |\bnow |\bthen |\bto |, ){DROP} (?:all|any|every|other|the) (?:of )?(?:the |your )?(?:other |existing |system |safety |your )*(?:instructions|guidelines|guardrails|prompts?|system (?:rules|message|prompt)|restrictions|safety (?:rules|policies))\W*(?:$|and\b|so\b|that (?:you|were)|you\b)",
        r"\b(?:forget|ignore|disregard) (?:everything|all|what(?:ever)?)\b[^.]{0,20}\b(?:above|before|you (?:were|have been|know|learned)|told|said|so far|until now|that)\b",
        rf"\byour (?:\w+ )?{MIND} (?:are|is|were|was|have|has|do|does|no longer|changed|can|may|now|end|stop|expired)\b(?! (?:in|at|under|kept|stored|versioned))",
        r"\bonly (?:the )?instructions in\b|\bforget that you are\b|\b(?:drop|lift|remove|without) (?:all |any )?(?:your )?(?:safety )?(?:restrictions|limitations|guardrails)\b[^.]{0,20}(?:$|\band\b|you\b)",
        r"\boutput schema (?:is|has)\b[^.]{0,20}\b(?:now|changed)\b|\b(?:ignore|forget|drop) the (?:output )?schema\b|\bstart over with the following\b",
    ),
    _rule(
        "gives the reader another role",
        "you role persona pretend imagine mode objective aim task as stop being assistant's act name mission jailbreak instruction",
        r"\byou(?: are|'re) (?:now|no longer|hereby|henceforth) (?:an?|the|called|acting|free|bound|allowed|in|not|un\w+ed|\w+ to)\b(?! (?:ready|able|position|good|the owner of this))",
        rf"\byou are (?!an? (?:expert|senior|experienced|skilled|specialist))(?:an? |the )?(?:\w+ ){{0,2}}?(?:{READER}|shell|terminal|root|admin|persona)\b[^.]{{0,40}}\b(?:without|no|un\w+ed|free|who (?:shares|does|obeys|ignores)|that (?:obeys|ignores|does))\b",
        r"\b(?:from (?:now|here|this (?:point|moment|line|message)|today)(?: on| onwards?| forward)*|henceforth|from here on)\b,? (?:\w+ )?(?:you\b|your\b|all agents|every agent|answer|obey|act\b|speak|reply|respond|ignore|treat|the (?:assistant|agent|model)|work for|consider)",
        r"\byou (?:work for|answer to|serve|obey|report to|belong to) (?!the (?:api|endpoint))|\byour (?:new |real |true |only |actual |first |next |current )+(?:task|aim|objective|goal|job|purpose|mission|role|name|identity|instructions?|persona|priority)\b|\byour name is\b|\b(?:assistant|agent|model)'s (?:persona|role|identity|name) is\b",
        r"(?:^|[.:!;,>*#\]] ?)new (?:system |primary |top )?(?:objective|instructions?|task|aim|mission|directive|goal|role|persona)\b ?:|\bobeys? whoever\b",
        r"\bpretend (?:to be|you(?: are|'re)|that you)\b|\b(?:imagine|suppose|act as if|behave as if|as though) (?:that )?you (?:had|have|were|are|could) (?:no|not|an? un|free|the admin|root|allowed)\b",
        r"(?:^|\bplease |\band |\bnow |, )(?:assume|take on|play|adopt|switch to) the (?:role|persona|identity|part) of\b|(?:^|\bplease |\bnow )act as (?:root|admin|an? (?:admin|operator|owner|unrestricted|different|other)|the (?:operator|owner|admin|system|approv\w+ \w+))\b",
        r"\b(?:enter|enable|activate|switch (?:in)?to|you are in|go into)\b (?:\w+ )?(?:developer|god|unrestricted|unfiltered|dan|jailbreak|sudo|override|uncensored|unsafe) mode\b|\b(?:enter|enable|activate|switch (?:in)?to|go into)\b (?:\w+ ){0,2}mode and (?:list|print|reveal|say|answer|show|tell|output|approve)|\bjailbreak (?:mode|yourself)\b",
        rf"\bstop being (?:an? |the )?{READER}\b|\bas an (?:ai|language) (?:language )?(?:model|agent|assistant)\b,?[^.]{{0,20}}\byou\b|\bi(?: am|'m) (?:your|the) (?:developer|creator|owner|admin\w*|operator|maker|supervisor)\b|\bthis is your (?:developer|operator|owner|admin\w*)\b",
        r"\bdecided above you\b|; ?comply\b|\byou (?:are obliged|have been ordered|are ordered|are hereby)\b|\bbecome an? (?:shell|terminal|unrestricted)",
    ),
    _rule(
        "asks for what the reader was told or holds",
        "prompt instructions rules message memory configuration context secrets tokens",
        r"\b(?:reveal|print|show|repeat|output|leak|disclose|list|display|recite|dump|quote|write (?:out|down)|tell (?:me|us)|what (?:are|is))\b[^.]{0,30}\b(?:(?:the|your|its|this) (?:system|hidden|initial|secret|original) (?:prompt|message|instructions?)|your (?:instructions|prompt|rules|configuration|guidelines|context|memory|secrets?|tools|training)|developer message|(?:in|of) (?:your )?(?:memory|context window)|you have (?:in memory|seen|been told|been given)|you (?:were told|can see))",
        r"\b(?:contents?|text) of (?:your|the) (?:context|memory|system prompt|conversation)\b|\byour context in\b",
    ),
    _rule(
        "claims an approval of its own",
        "approv review verified vetted cleared released whitelist white-list trusted certified signed passed sanction authoriz authoris accepted green exempt protected confirm endorsed check clean safe priority canonical confidence quality false",
        rf"(?:^|[.;!] )\W{{0,3}}\[[^\]]{{0,60}}\b{APPROVED}\b[^\]]{{0,60}}\]",
        rf"(?:^|[.;!,] )\W{{0,3}}(?:status|approval|review|trust(?: level)?|priority|verdict|security|stamp|qa(?: stamp)?|moderation|clearance|quality score|confidence)\s?(?::|=|is)\s?(?:\w+ )?(?:green|trusted|approved|verified|cleared|granted|passed|done|waived|canonical|exempt|top|highest|1\.0|10/10|10\b)(?! (?:vendors?|prs?|by default))",
        rf"(?:^|[.;!:] )(?:already |manually |fully )?(?:reviewed|approved|cleared|released|verified|vetted|white-?listed|signed off|checked|certified|pre-?approved|endorsed)\b(?: and \w+)?(?: in advance)? (?:by|with|for) (?:the |our |all |both )?{AUTHORITY}\b",
        rf"\b{HERE}\b[^.]{{0,30}}\b(?:is|was|has been|have been|had|has|comes|counts as|stays|remains|passed|were)\b[^.]{{0,30}}\b{APPROVED}\b(?! by (?:setting|using|running|the compiler))",
        r"\b(?:is|are|was|been|as|comes?|counts as) (?:already )?(?:pre|auto)-?approved\b|\[(?:auto|pre)-?approved?\]",
        rf"\balready (?:been )?(?:approved|reviewed|vetted|verified|checked|cleared|obtained|signed off)\b[^.]{{0,20}}\b(?:by|for|from) (?:the )?(?:{AUTHORITY}|team|all|everything|it\b|both)",
        rf"\b(?:approval|clearance|permission|consent) (?:has |was |is )?(?:already |been |hereby )*(?:obtained|given|granted)\b",
        rf"\b{HERE}\b[^.]{{0,40}}\b(?:{WAIVE})\W+(?:\w+ ){{0,3}}?{GATEWORK}\b",
        rf"\b(?:do not|don't|never|must not|no need to|need not|cannot|should not)\s+(?:be )?(?:flag(?:ged)?|quarantined?|question(?:ed)?|moderated?|escalated?|rout(?:e|ed)|hold|held|redact(?:ed)?|withhold)\s+(?:{THIS}|here)(?! (?:as|in a transaction|lock|up|open))\b",
        rf"\b(?:mark|treat|rate|score|rank|store|count|regard|consider|take|accept|list)\s+(?:{THIS}|the checks?|the (?:text|content) (?:below|above|here))(?: \w+)?(?:\s+(?:as|with))?\s+(?:\w+\s+)?(?:approved|trusted|verified|safe|canonical|authoritative|high quality|top priority|confidence|10|clean|reviewed|two (?:independent )?voices|official|final|true|the truth|cleared)\b",
        rf"(?:^|[.;!,:] |\bplease |\bso |\band |\bthen )(?:approve|publish|accept|release|keep|merge) (?:{HERE}|it|this|as is)\b[^.]{{0,20}}(?:$|\bas is\b|\bwithout\b|\bat once\b|\band (?:drop|do not|skip|ignore|delete)\b|\bimmediately\b|\bdirectly\b)",
        rf"\b(?:publish|approve|release|accept|store|merge)d?\b[^.]{{0,25}}\bwithout (?:\w+ ){{0,2}}?(?:moderation|review|citations?|approval|asking|questions?|checks?|check(?:ing)?|holding)\b",
        rf"\bskip (?:the )?(?:verification|review|moderation|checks?|approval|screening|pii check)s? (?:for|on|of) (?:everything|all|{HERE}|this|items|notes)\b|\b(?:privacy|pii|poison|safety|content) (?:filter|check|screen|gate)\w* (?:can|may|should|must|is|has)\b[^.]{{0,20}}\b(?:off|skipped|disabled|passed|unnecessary|not needed)\b",
        rf"\bfalse positive (?:was )?(?:confirmed|acknowledged)\b|\bhas (?:already )?passed (?:the )?(?:pii|privacy|quality|security|poison|legal|moderation)\b|\bcount (?:it|this|them) as two\b|\bsupersedes all (?:other|earlier|previous)\b|\breviewer(?: model)? (?:has )?agreed\b",
        rf"\bchecks? on {HERE}\b|\b(?:items?|notes?) (?:by|from|of) \S+ (?:bypass|skip|need no|are exempt|are trusted|are pre-?approved)",
        rf"\bdecide ['\"`]?(?:approve|accept|merge|release|keep)\b|\b(?:no|without) (?:further |human )*(?:review|approval|moderation|check) (?:is |was )?(?:needed|required|necessary)\b[^.]{{0,40}}(?:$|\bthis\b|\bnote\b|\bitem\b|\bentry\b|\bhere\b)(?<!only docs changed)",
        rf"\b(?:moderators?|reviewers?|judges?)\b ?[:,][^.]{{0,60}}\b(?:accept|approve|decide|merge|skip|release|keep|agree|pass)\b|\bnotes? (?:to|for) (?:the |all )?(?:reviewers?|moderators?|judges?)\b",
        rf"\b{AUTHORITY}\b[^.]{{0,30}}\b(?:has|have|had|already) (?:already )?(?:signed off|approved|cleared|vetted|reviewed|blessed|accepted) (?:on )?(?:{HERE}|this|it)\b",
    ),
    _rule(
        "orders agents to do what is risky",
        "agent assistant model bot automation copilot llm judge summari moderator claude gpt gemini ai reader",
        rf"\b{READER}\b(?:,? (?:that|who|which) [^,.]{{0,40}},?)?\s+(?:\w+ )?{MAY}\b(?: not)?(?: (?:\w+))?[^.]{{0,40}}?\b{MISDEED}",
        rf"\b(?:no longer|not)\b[^.]{{0,30}}\b(?:redacted|masked|checked|reviewed|logged|approved|verified)\b[^.]{{0,20}}\bby (?:the |all |any )?{READER}\b",
        rf"\b(?:have|let|make|get) the (?:assistant|agent|model|bot|judge|summari[sz]er)\b[^.]{{0,50}}\b(?:follow|run|execute|obey|open|approve|decode|unpack|send|reveal|post|agree|return)\b",
        rf"\b(?:assistant|agent|model|copilot|bot|judge|summari[sz]er)s? (?:will|must|shall|should|has to|have to|is to|are to|can|may)\b[^.]{{0,40}}\b(?:word-for-word|verbatim|agree|first person|without citation|skip|approval step)\b",
    ),
    _rule(
        "claims an authority over agents",
        "admin ceo cto cio legal compliance security platform support management openai anthropic board protection operator owner order emergency policy google microsoft decided",
        rf"\b(?:{AUTHORITY}|emergency order|by (?:order|request|decree) of|policy update)\b[^.]{{0,60}}\b{READER}\b\s+(?:\w+ )?{MAY}\b",
        rf"\b(?:order|request|instruct|demand|command|require|decid|want|allow|permit|direct|confirm)\w*\b(?: that)?(?: all| every| each| any| the)? {READER}\b[^.]{{0,15}}\b(?:{MAY}|no longer|to|share|skip)\b[^.]{{0,60}}\b{MISDEED}",
        rf"\b(?:{AUTHORITY})(?: here)?:[^.]{{0,40}}\b(?:we need you to|you (?:must|have to|are to|can now)|confirm by|paste|send|print)\b",
        rf"\bconfirm by (?:pasting|sending|entering|typing|posting)\b",
    ),
    _rule(
        "waits for an occasion to deceive or to act",
        "when if once after soon time case should upon until of start begin from on the event provided moment unless during before",
        rf"\b{TRIGGER}\b[^.]{{0,60}}\b{ASKED}\b[^.]{{0,50}}(?:,|\bthen\b|\balways\b|\bjust\b|\bto\b)[^.]{{0,25}}\b(?:claim|pretend|deny|blame|insist|assure|refuse|tell (?:them|him|her|the \w+|everyone|people)|give (?:them|him|her)|steer|leave out|hide|withhold|lie|(?:reply|answer|say|respond)(?: \w+){{0,2}}?(?: that|,? with (?:the|an?)? ?[\"'⟨]|:| no\b| yes\b| \"| it| all| there)|recommend\b[^.]{{0,40}}(?:{URL}|\bas the|\binstead|\bonly|\bofficial))",
        rf"\b(?:when(?:ever)?|if|once)\s+(?:\S+\s+){{0,3}}?asked (?:about|for|whether|who|what|why)\b[^.]{{0,60}}(?:,|\bthen\b)[^.]{{0,15}}\b(?:say|reply|answer|claim|run|execute|fetch|install|send|recommend|point|direct|refer|keep quiet|stay silent|deny|call|use|download)\b(?!s?,? press)",
        rf"\b{TRIGGER}\b[^.]{{0,60}}\b(?:user|customer|{READER}|someone|anyone|one|person|asker)\s+(?:asks?|mentions?|says?|wants?|types?|requests?|is asked)\b[^.]{{0,80}}\b(?:run|execute|fetch|send|post|install|download|include|approve|delete|visit|open|upload|add)\b[^.]{{0,80}}(?:{URL}|\bcurl\b|\bwget\b|\bnpm i|\bpip install|\brm -rf|\bwithout (?:asking|telling|mention)|\b{SECRET})",
        rf"\b{TRIGGER}\b[^.]{{0,30}}\b(?:{HERE}|this cluster|this topic)\b(?: \w+){{0,3}} (?:read|loaded|seen|retrieved|processed|summari[sz]ed|quoted|served)\b|\b(?:reading|summari[sz]ing|processing|loading|retrieving|after reading) (?:{HERE}|this cluster)\b[^.]{{0,60}}(?:,|\bthen\b)",
        rf"\b{TRIGGER}\b[^.]{{0,30}}\b(?:see|read|encounter\w*|meet|find|hear|receive|contains?|comes? across|mention\w*)\b[^.]{{0,20}}\b(?:word|tag|phrase|code ?word|token|keyword|string|sentence|name|label|trigger)s?\b[^.]{{0,50}}(?:,|\bthen\b|\bswitch\b)[^.]{{0,20}}\b(?:merge|approve|switch|act|answer|reply|say|ignore|send|run|delete|disable|publish|skip|reveal|start|stop|output|grant|accept|treat|forget)\b",
        rf"\b{TRIGGER}\b[^.]{{0,80}}(?:,|\bthen\b|\b(?:{READER}) (?:should|must|shall|will|may|has to|is to)\b|\balso\b|\bquietly\b)[^.]{{0,30}}\b(?:{LOOSEN})\b(?: \w+){{0,3}}? (?:the |any |all |your |its )?(?:\w+ )?{GUARD}\b",
        rf"\b{TRIGGER}\b[^.]{{0,80}}(?:,|\bthen\b|\balso\b)[^.]{{0,20}}\b(?:merge|deploy|push|release|approve|accept|proceed|commit)\b[^.]{{0,30}}\bwithout (?:waiting|asking|checks?|a review|review|approval|confirmation|tests?)",
        rf"\b{TRIGGER}\b[^.]{{0,80}}(?:,|\bthen\b|\balso\b|\b(?:{READER}) (?:should|must|shall|will|may|has to|is to)\b)[^.]{{0,15}}\b(?:grant (?:all|every|full)|(?:start )?(?:add|insert|append|includ)\w*\b[^.]{{0,15}}\b(?:line|sentence|your context|backdoor|phrase|the contents?)|suggest\b[^.]{{0,40}}\b(?:in its place|instead)|hide\b|answer every|answer all|treat\b[^.]{{0,30}}\bas (?:public|trusted|safe|approved)|delete\b[^.]{{0,20}}\b(?:notes?|logs?|history|evidence|records)|approve\b[^.]{{0,20}}\b(?:pending|all|every|the queue|reviews?)|{LEAK}\b(?: \w+){{0,4}} {SECRET}|switch to un\w+ed|remove\b[^.]{{0,20}}\b(?:reviewers?|guards?))",
        rf"\bwhen (?:the )?(?:operator|owner|reviewer|admin\w*|maintainer|human) is (?:away|offline|absent|asleep|on holiday)\b|\b(?:operator|owner|reviewer|admin\w*|maintainer|human) is (?:away|offline|absent|asleep|on holiday)\b[^.]{{0,20}},",
        rf"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)days? the (?:assistant|agent|model)\b",
        rf"\bshould (?:the|an?|any) {PERSON}\b[^.]{{0,50}},[^.]{{0,10}}\b(?:refuse|claim|say|tell|reply|answer|deny|blame|give)\b",
        rf"\buntil further notice\b[^.]{{0,20}}\b(?:hide|leave out|omit|suppress|deny|claim|skip|stop|approve)\b",
    ),
    _rule(
        "sends secrets or data away",
        "secret credential pass token key cookie env conversation chat prompt id_rsa context transcript scratchpad http ⟨url⟩ directory configuration everything session data",
        rf"\b{LEAK}s?\b[^.]{{0,60}}\b{SECRET}\b[^.]{{0,60}}?(?:\b(?:to|at|via|through|with|in|into|on)\b[^.]{{0,25}}|⟨)(?:{URL}|⟨|\bwebhook|\bpastebin|\bgist\b|\bshared drive|\bpublic\b|#\w+)(?<!authorization header: ⟨)",
        rf"\b{LEAK}s?\b[^.]{{0,30}}\b(?:all|every|each|full|entire|whole|contents?|everything|directory|listing|sessions?|transcripts?|configuration|dumps?)\b[^.]{{0,60}}\b(?:to|at|via|through)\s+\S{{0,3}}{URL}",
        rf"!\[[^\]]*\]\({URL}(?:\?\S*)?⟨var⟩|<img [^>]*⟨var⟩",
        rf"\b(?:paste|enter|type|post|hand over)\b[^.]{{0,20}}\b(?:the|your|old|its)\b[^.]{{0,15}}\b(?:value|api key|password|token|secret|credentials?)s?\b[^.]{{0,20}}\bhere\b|{URL}[^.]{{0,20}}\b(?:paste|enter|type|post)\b[^.]{{0,20}}\bthere\b",
        rf"\b(?:write to|mail|contact)\b[^.]{{0,30}}⟨mail⟩[^.]{{0,20}}\band (?:attach|include|send)\b",
        rf"\b(?:ends?|end(?:ing)?|close|begin|start)s? (?:each |every |all )?(?:\w+ )?(?:with|by) a (?:link|pixel|call|request) to {URL}|\beach (?:response|answer|summary) ends with\b[^.]{{0,20}}{URL}",
        rf"\b(?:credentials?|tokens?|passwords?|secrets?|api keys?)\b[^.]{{0,15}}\b(?:may|can|should|must|are to|ought to)(?: now| also)? be (?:shared|printed|posted|pasted|published|sent|committed|copied|made public)\b[^.]{{0,20}}\b(?:in|to|on|with)\b",
        r"\bshare[sd]? passwords freely\b|\badd\b[^.]{0,40}\bwith the session cookie\b|\bstore a copy of the (?:keys?|tokens?|secrets?|credentials?)\b",
    ),
    _rule(
        "takes its orders from an address",
        "http ⟨url⟩",
        rf"\b(?:fetch|read|load|open|download|visit|see|get|retrieve|consult)\b[^.]{{0,40}}{URL}[^.]{{0,60}}\b(?:follow|obey|do what|execute|carry out|as instructed|instructions|comply)\b",
        rf"\b(?:follow|obey|execute|carry out)\b[^.]{{0,30}}\b(?:instructions?|orders|steps|rules)\b[^.]{{0,30}}\b(?:at|from|on|in|under)\b[^.]{{0,10}}{URL}",
        rf"\b{READER} (?:{MAY})[^.]{{0,40}}\b(?:read|load|fetch|visit|open|consult|download|get|use|check|call|register)\b[^.]{{0,30}}{URL}",
    ),
    _rule(
        "hides what it does from people",
        "tell inform mention alert notif disclos reveal silent secret covert quiet nobody no-one conceal hide know between summary output log see third let disguise look asking background withhold",
        rf"\b(?:do not|don't|never|without|must not|need not|no need to|avoid|not to)\s+(?:ever )?(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|notify(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?|show(?:ing)?)\b[^.]{{0,30}}\b(?:the |your |to |any )*(?<!the )(?<!a )(?:{PERSON})\b(?! (?:messages?|input|facing|agents?|ids?|names?|data|details|sessions?|passwords?))",
        rf"\b(?:do not|don't|never|no need to|need not|there is no need to) (?:mention|disclose|reveal|report|log|tell)\b[^.]{{0,30}}(?:\bin (?:your|the) (?:report|summary|answer|output)|\bthat the (?:checks?|reviews?|tests?)|\b{HERE}|\bwhere it came from)",
        r"(?:\bkeys?|\btokens?|\bcookies?|/tmp/\S+|⟨code⟩|⟨path⟩)[^.]{0,40}\band (?:do not|don't|never) (?:log|mention|tell|report|show) (?:it|this|them)\b",
        r"\bkeep (?:this|it|that|these|them)\b[^.]{0,15}\b(?:out of (?:the |your )?(?:summary|report|review|log|answer|output)s?|between|quiet|secret|to yourself|hidden|confidential)\b|\bkeep quiet about\b|\b(?:only )?between us\b|\bstay silent about\b",
        r"\bso (?:that )?(?:nobody|no one|no human|the (?:user|reviewer|team|owner)s? (?:does not|doesn't|do not|don't|never)) ?(?:will |would |can |could )?(?:notices?|knows?|sees?|finds? out|reali[sz]es?|suspects?)|\b(?:people|humans|users|reviewers) (?:need not|do not need to|don't need to|must not|should not|shouldn't) (?:know|see|notice|find out|read)\b",
        rf"\b(?:don't|do not|never) let (?:the |any |your )?{PERSON}\b[^.]{{0,15}}\b(?:see|know|notice|find|read|learn|reach|review)\b",
        r"\b(?:conceal|disguise|camouflage)\b[^.]{0,40}\b(?:in|as|from|among|behind)\b|\bhide\b[^.]{0,30}\b(?:from (?:the |your )?(?:users?|reviewers?|people|humans?|owners?|auditors?|operators?|team|reports?|status)|failures of|the extra)|\bmake (?:it|the change|this|them) look like\b[^.]{0,30}\b(?:commit|fix|typo|format\w*|refactor\w*|mistake|accident|routine)\b",
        r"\bwithout asking (?:the |your |any )?(?:user|human|operator|owner|person|reviewer)s?\b|(?:^|[,.;:!] |\band |\bthen |\bto |\bplease )(?:silently|secretly|covertly|quietly|discreetly|unobtrusively) (?:run|install|send|add|change|execute|upload|include|append|insert|copy|replace|push|grant|create|delete|forward|post|commit|skip|approve|collect|store|record)\b",
        r"\bremove (?:this|the|these) (?:line|note|instruction|sentence|paragraph)s? (?:from your|after you)|\b(?:from|in) your (?:output|report|answer|summary) (?:after|before|once) you\b",
        r"\bleave (?:this|it|that)\b[^.]{0,10}\bout of (?:the |your )?(?:summary|report|review|answer)\b",
    ),
    _rule(
        "steers what agents say or believe",
        "every whatever all any each never append repeat copy propagate word verbatim believe rate rank disagree mark notes contributor list leave merge recommend whichever always tell title include insert summar spread agree mention donations",
        rf"\b(?:every|all|any|each|in all|in every|in each|whatever|to all|the|your|whichever)\b(?: \w+){{0,2}}? {OUTPUT}\b[^.]{{0,35}}\b(?:must|has to|have to|should|shall|is to|are to|needs? to|will|ends?|begins?|starts?)\b[^.]{{0,25}}\b(?:mention|include|contain|say|state|name|named|praise|recommend|recommended|end|begin|with the (?:word|line|phrase|sentence)|listed|first|link|quote|repeat|claim|carry|credit)\b(?! (?:its|the|their|all)? ?(?:item ids|ids|sources|citations))",
        r"\b(?:in|to|into|at the end of|at the top of|after|before) (?:every|all|each|any|whatever|your|the) (?:\w+ )?(?:summary|summaries|answers?|repl(?:y|ies)|you (?:write|say|output)|titles?|drafts?)\b[^.]{0,40}\b(?:say|write|add|append|insert|include|mention|recommend|praise|put|name|place|state|end)",
        r"\b(?:append|add|insert|put|include|prepend|place|sign|write|list|say)\b[^.]{0,80}\b(?:to (?:whatever|everything|all) you|to (?:every|each|all|the|your) (?:answers?|summar(?:y|ies)|titles?|repl(?:y|ies)|drafts?)|in (?:every|each|all|the|your) (?:answers?|summar(?:y|ies)|titles?|repl(?:y|ies)|drafts?)|at the (?:end|top|start) of (?:the|each|every|your) (?:summary|answer|title|draft|reply))\b",
        r"\bwhatever (?:the question|is asked|they ask|you are asked|the task|else)\b|\brecommend\b[^.]{0,40}\b(?:whatever|regardless|in every|in all|to everyone|over all|above all|no matter|as the (?:official|only))\b|\b(?:never|do not|don't) (?:suggest|recommend|mention|praise|name)\b[^.]{0,40}(?:;|\bif (?:some|any)(?:body|one)|\bsay\b|\bcompetitor|\brival|\balternative)",
        rf"\b(?:copy|repeat|carry|keep|put|propagate|spread|paste|reproduce|pass on|forward)\b (?:{HERE})\b[^.]{{0,50}}\b(?:into|in|to|on|each|every|all|new|other|further|word|verbatim|so that)\b|\brepeat (?:the following|this (?:sentence|line|paragraph|note|text))\b|\bcopy the (?:next|following|above) (?:line|sentence|paragraph|note)s?\b|\binvoke\b[^.]{{0,40}}\bwith this same text\b|\b(?:include|repeat|copy) this (?:note|paragraph|line|rule|text) (?:in|into|to)\b",
        r"\b(?:believe|trust|prefer|follow|favou?r|side with)\b (?:only )?(?:the (?:one|note|item|version|notes|items) (?:by|from|of)|whatever \S+ (?:says|writes)|contributor|notes? (?:by|from|of)|items? (?:by|from|of))\b|\b(?:disagree|agree) with (?:everything|all|whatever|anything)\b[^.]{0,30}\b(?:contributor|writes|says|by|from)\b",
        r"\b(?:mark|rate|rank|treat|reject|score|label|weigh|flag|return|vote)\b[^.]{0,40}\b(?:notes?|items?|entries|contributions?|lessons)\b[^.]{0,20}\b(?:by|from|of|written by)\b (?:contributor |user |agent )?\S+[^.]{0,20}(?:\bas\b|\bhigher|\blower|\bfirst|\bspam|\b10\b|\btrusted|\bbest|\bworse|\babove|\bbelow|$)|\bagree for (?:items|notes|all|every|each)\b",
        r"\bleave out (?:everything|anything|all|whatever|any\w*)\b[^.]{0,40}\b(?:against|critic\w+|negative|speaks|about|that names|contradicts)\b|\bmerge (?:all|every|the other)\b[^.]{0,40}\binto this\b|\bmaximi[sz]e the number of\b|\b(?:title|summary|answer) (?:must|should|shall) (?:be|read|contain|say) [\"']",
        r"\bthe contents? of your context\b|\b(?:texts?|contents?|ids) of all (?:other|the) (?:items|notes|entries)\b|\b(?:whoever|all who) (?:read|reads|see|sees) this\b",
        r"\btell (?:developers?|users?|people|everyone|customers?|the (?:user|team|reader)s?) (?:that|to (?:use|install|switch|download|visit))\b",
        rf"\badd the word\b[^.]{{0,20}}\bto\b|\boutput the word\b|\banswer (?:only )?(?:with )?[\"'`]?(?:agree|yes|approve|duplicate|ok|cleared)[\"'`]? (?:to|for|on) (?:all|every|each|any)\b|\b(?:only|just) (?:with )?[\"'`]?(?:agree|yes|approve|duplicate)[\"'`]?\W*$",
    ),
    _rule(
        "decides the commons' own questions",
        "approv releas publish clos decid accept resolve clear delet merg dismiss rate mark trust verdict agree queue quarantine cite citation behalf",
        rf"(?:^|[.;!:,>\]*] ?|\bplease |\band |\bnow |\bthen |\bto |\bwill |\bmust |\bshall |\bcan |\byou ){RULE_IT} (?:{ALL}|in bulk)(?: of)?(?: the)?(?: \w+)? {POOL}\b(?! (?:in the (?:test|backlog)|that (?:are|were)))",
        rf"\b{RULE_IT} (?:everything|what is in the queue|the (?:queue|quarantine))\b|\b(?:decide|approve|answer|vote) (?:for them|on (?:their|his|her) behalf)\b|\breturn (?:the )?(?:verdict )?[\"'`]?(?:agree|duplicate|related|approve)\b[^.]{{0,30}}\b(?:for|on|each|every|all|pairs?)\b|\b(?:judge|summari[sz]er|moderator)s? (?:shall|must|has to|should|will) (?:always |only )?(?:answer|return|say|output|accept|approve|agree)\b",
        r"\b(?:publish|write|summari[sz]e)\b[^.]{0,30}\bwithout (?:citations?|citing|sources)\b|\bcite (?:nobody|no one|nothing|no sources)\b|\brate all (?:items|notes)\b|\ball pairs (?:agree|are)\b",
        rf"\b(?:call|invoke|use|trigger)\b[^.]{{0,20}}\b(?:your|the) (?:\w+ )?tools? (?:to|`|\"|contribute|publish|release)|\bcall (?:publish|release|approve|delete|decide)\w*\(",
    ),
    _rule(
        "speaks to the agent that reads it",
        "attention note hey dear hello instruction message important reader agent assistant model ai reads us",
        rf"\b(?:attention|note (?:to|for)|hey|dear|hello|hi|instructions? (?:to|for)|message (?:to|for)|important (?:to|for)|memo (?:to|for)|reminder (?:to|for))\s+(?:all |any |the |future |every |other |fellow |ai )*{READER}\b[^.]{{0,40}}[:,!—–-]",
        rf"\b(?:any|every|all|the)\s+{READER}\s+(?:that|who|which)\s+(?:reads?|sees?|processes|summari[sz]es?|loads?|retrieves?|finds?)\s+(?:this|these|it)\b|\bagents that read this\b",
        rf"\b{READER}\s+(?:reading|processing|summari[sz]ing|retrieving) this\b|\breader that is an? (?:language )?(?:model|ai|agent)\b|\bif you are an? (?:ai|llm|language model|agent|assistant|model|bot)\b|\bus agents\b|\byou,? the (?:model|assistant|agent|summari[sz]er|judge)\b",
    ),
    _rule(
        "asks for something hidden to be carried out",
        "decod base64 rot13 unhex hex decrypt unpack unscrambl letters morse caesar backwards acrostic decompress reverse",
        r"\b(?:decod\w*|base64|rot-?13|unhex\w*|hex|decrypt\w*|unpack\w*|decompress\w*|unscramble\w*|morse|caesar|backwards|reversed?|first letters?(?: of each \w+)?|acrostic)\b[^.]{0,60}\b(?:and|then|must|to be|has to be|shall be|will)\b[^.]{0,20}\b(?:run|execut\w*|follow(?:ed)?|obey(?:ed)?|do (?:so|that|it|what)|act on|act upon|carry out|carried out|comply|evaluate)\b",
        r"\b(?:take|read)\b[^.]{0,15}\bfirst letters?\b[^.]{0,60}\b(?:do|follow|obey|run|execute|act)\b|\bdo that\b[^.]{0,5}$(?<=letter of each line and do that)",
    ),
)
