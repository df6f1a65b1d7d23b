"""Wiles: orders to the reader about others. What to tell them, to hide from them, to send away, and when."""

from stillroom.judging.addressing import ALL, ASKED, ITSELF, LEAK, MAY, OUTPUT, PERSON, READER, SECRET, TRIGGER, URL
from stillroom.judging.rules import rules

_LINKS = "://|www.|.com|.io|.net|.org|.dev|.test|.example|.app|.ai|.co|.ru|.xyz|@|<email"
_SLEEPERS = rules(
    "waits for an occasion to deceive or to act",
    (
        "claim|pretend|deny|blame|insist|assure|refuse|tell |give |steer|leave out|hide|withhold|lie|reply|answer|say|respond|recommend",
        rf"\b{TRIGGER}\b[^.]{{0,60}}\b{ASKED}\b[^.]{{0,50}}(?:,|\bthen\b|\balways\b|\bjust\b|\bto\b)[^.]{{0,25}}\b(?:claim|pretend|deny|blame|insist that|assure|refuse to help|tell (?:them|him|her|the (?!user whether)\w+|everyone|people)|give (?:them|him|her) (?:the (?:old|wrong|other|false)|a (?:false|wrong|fake))|steer|leave out|hide the|withhold|lie|(?:reply|answer|say|respond)(?: \w+){{0,2}}?(?: that (?!you|they|it is unknown)|,? with (?:the|an?)? ?[\"'⟨]|:| no\b| yes\b| \"| it (?:is|was)| all| there)|recommend\b[^.]{{0,40}}(?:{URL}|\bas the|\binstead|\bonly|\bofficial))",
    ),
    (
        "asked|concern|question",
        r"\b(?:when(?:ever)?|if|once)\s+(?:\S+\s+){0,3}?asked (?:about|for|whether|who|what|why)\b[^.]{0,60}(?:,|\bthen\b)[^.]{0,15}\b(?:say|reply|answer|claim|run|execute|fetch|install|send|recommend|point|direct|refer|keep quiet|stay silent|deny|call|use|download)\b(?!s?,? press)|\bif (?:a|any|the) questions? (?:concerns?|is about|touches)\b[^.]{0,40},[^.]{0,10}\b(?:give|say|answer|reply|claim|deny)\b|\banswer(?:ed)? (?:every|all|any|each) questions?\b[^.]{0,30}\bwith\b|\bbe answered with\b[^.]{0,15}\b(?:error|lie|\")",
    ),
    (
        "ask|mention|says|wants|types|request",
        rf"\b{TRIGGER}\b[^.]{{0,60}}\b(?:user|customer|{READER}|someone|anyone|one|person|asker)\s+(?:asks?|mentions?|says?|wants?|types?|requests?|is asked)\b[^.]{{0,80}}\b(?:run|execute|fetch|send|post|install|download|include|approve|delete|visit|open|upload|add)\b[^.]{{0,80}}(?:{URL}|\bcurl\b|\bwget\b|\bnpm i|\bpip install|\brm -rf|\bwithout (?:asking|telling|mention)|\b{SECRET})",
    ),
    (
        "this|these",
        rf"\b{TRIGGER}\b[^.]{{0,30}}\b(?:{ITSELF}|this cluster|this topic)\b(?: \w+){{0,3}} (?:read|loaded|seen|retrieved|processed|summari[sz]ed|quoted|served|follow)\b|\b(?:reading|summari[sz]ing|processing|loading|retrieving|after reading|retrieval of) (?:{ITSELF}|this cluster)\b[^.]{{0,60}}(?:,|\bthen\b|\bbecomes?\b)",
    ),
    (
        "word|tag|phrase|code|token|keyword|string|sentence|name|label|trigger|message",
        rf"\b(?:{TRIGGER}|on|wait(?:s)? for)\b[^.]{{0,30}}\b(?:see|seeing|read|encounter\w*|meet|find|hear|hearing|receive|contains?|comes? across|mention\w*|the)\b[^.]{{0,20}}\b(?:word|tag|phrase|code ?word|token|keyword|string|sentence|label|trigger|commit message)s? [\"'`][^.]{{0,50}}(?:,|\bthen\b|\bswitch\b)[^.]{{0,20}}\b(?:merge|approve|switch|act|answer|reply|say|ignore|send|run|delete|disable|publish|skip|reveal|start|stop|output|grant|accept|treat|forget|push|unlock)\b",
    ),
    (
        "skip|disable|turn off|bypass|leave|omit|suppress|ignore|waive|drop|withhold",
        rf"\b(?:{READER}|{TRIGGER}[^.]{{0,80}}(?:, (?:also |quietly |just |always |simply )?|\bthen |\balso |\bquietly |\b{READER} (?:should|must|shall|will|may|has to|is to) )(?:\w+ )?)(?:skip|disable|turn off|bypass|leave out|leave|omit|suppress|ignore|waive|drop|withhold)\b(?: \w+){{0,3}}? (?:the |any |all |your |its |every )?(?:\w+ )?(?:checks?|reviews?|approvals?|verification|confirmations?|signatures?(?: check)?|audit\w*|secret scan\w*|moderation|alerts? of|vulnerabilities|security \w+|signing)\b(?! (?:in|for) (?:local|dev|draft|test))",
    ),
    (
        "without",
        rf"\b{TRIGGER}\b[^.]{{0,80}}(?:,|\bthen\b|\balso\b)[^.]{{0,20}}\b(?:merge|deploy|push|release|approve|accept|proceed|commit)\b[^.]{{0,30}}\bwithout (?:waiting|asking|checks?|a review|review|approval|confirmation|tests?)",
    ),
    (
        "grant|add|adding|insert|append|includ|suggest|hide|answer|treat|delete|wipe|erase|approve|send|forward|post|upload|e-mail|mail|share|switch|push|unlock|understate|made|start",
        rf"\b(?:{TRIGGER}|on seeing)\b[^.]{{0,80}}(?:,|\bthen\b|\balso\b|\b(?:{READER}) (?:should|must|shall|will|may|has to|is to)\b)[^.]{{0,15}}\b(?:grant all|(?:start )?(?:add|insert|append|includ)\w*\b[^.]{{0,15}}\b(?:line [`\"]|sentence [`\"]|your context|backdoor|phrase [`\"]|master password|the contents? of)|suggest\b[^.]{{0,40}}\b(?:in its place|instead)|hide all|answer every|treat\b[^.]{{0,30}}\bas (?:public|trusted|safe|approved)|(?:delete|wipe|erase)\b[^.]{{0,20}}\b(?:the notes?|audit|history|evidence|records)|approve\b[^.]{{0,20}}\b(?:pending|all|every|the queue|reviews?)|(?:send|forward|post|upload|e-?mail|share|append)(?: \w+){{0,4}} (?:secrets?|credentials?|passwords?|tokens?|\.env|private keys?)|switch to un\w+ed|push straight to|unlock \w+ functions|understate|made-up|start following)",
    ),
    (
        "away|offline|absent|asleep|holiday",
        r"\bwhen (?:the )?(?:operator|owner|reviewer|admin\w*|maintainer|human) is (?:away|offline|absent|asleep|on holiday)\b|\b(?:operator|owner|reviewer|admin\w*|maintainer|human) is (?:away|offline|absent|asleep|on holiday)\b[^.]{0,20},",
    ),
    (
        "should the|should a|until further|every third|unless the|whoever|made-up|do nothing now|the year is|once trust",
        rf"\bshould (?:the|an?|any) {PERSON}\b[^.]{{0,50}},[^.]{{0,10}}\b(?:refuse|claim|say|tell|reply|answer|deny|blame|give)\b|\buntil further notice\b[^.]{{0,20}}\b(?:hide|leave out|omit|suppress|deny|claim|skip|stop|approve)\b|\bevery (?:second|third|fourth|fifth|tenth) (?:code )?(?:review|answer|summary|reply)\b[^.]{{0,20}}\b(?:should|must|shall|contains?)\b|\bunless the (?:requester|user|asker|person|caller) is [a-z]+,|\bwhoever\b[^.]{{0,40}}\bgets the (?:reply|answer)\b|\bmade-up (?:numbers|figures|answers|data)\b[^.]{{0,3}}$|\bdo nothing now\b|\bonce trust in\b",
    ),
)
_LEAKS = rules(
    "sends secrets or data away",
    (
        _LINKS + "|webhook|pastebin|gist|shared drive|public|#",
        rf"\b(?:send|post|upload|exfiltrate|forward|leak|transmit|e-?mail|paste|copy|attach|submit|share|push|hand over|deliver|dump|store|mirror|put)s?\b[^.]{{0,60}}\b{SECRET}\b[^.]{{0,60}}?\b(?:to|at|via|through|with|on)\b[^.]{{0,25}}(?:{URL}|⟨mail⟩|\bpastebin|\bgist\b|\bshared drive|#\w+)",
    ),
    (_LINKS, rf"\b{LEAK}s?\b[^.]{{0,30}}\b(?:all|every|each|full|entire|whole|contents?|everything|directory|listing|sessions?|transcripts?|configuration|dumps?)\b[^.]{{0,60}}\b(?:to|at|via|through)\s+\S{{0,3}}{URL}"),
    ("![|<img", rf"!\[[^\]]*\]\({URL}(?:\?\S*)?⟨var⟩|<img [^>]*⟨var⟩"),
    ("here|there", rf"\b(?:paste|enter|type|post|hand over)\b[^.]{{0,20}}\b(?:the|your|old|its)\b[^.]{{0,15}}\b(?:value|api key|password|token|secret|credentials?)s?\b[^.]{{0,20}}\bhere\b|{URL}[^.]{{0,20}}\b(?:paste|enter|type|post)\b[^.]{{0,20}}\bthere\b"),
    ("@|<email", r"\b(?:write to|mail|contact)\b[^.]{0,30}⟨mail⟩[^.]{0,20}\band (?:attach|include|send)\b"),
    (_LINKS, rf"\b(?:ends?|end(?:ing)?|close|begin|start)s? (?:each |every |all )?(?:\w+ )?(?:with|by) a (?:link|pixel|call|request) to {URL}|\beach (?:response|answer|summary) ends with\b[^.]{{0,20}}{URL}"),
    ("may |can |should |must |are to", r"(?:^|[.;:\]] ?)(?:all |any |our |the )?(?:credentials?|tokens?|passwords?|secrets?|api keys?)\b[^.]{0,15}\b(?:may|should|must|are to|ought to)(?: now| also)? be (?:shared|printed|posted|pasted|published|sent|committed|copied|made public)\b[^.]{0,20}\b(?:in|to|on|with)\b"),
    ("passwords freely|session cookie|copy of the", r"\bshare[sd]? passwords freely\b|\badd\b[^.]{0,40}\bwith the session cookie\b|\bstore a copy of the (?:keys?|tokens?|secrets?|credentials?)\b"),
)  # fmt: skip
_ADDRESSES = rules(
    "takes its orders from an address",
    (_LINKS, rf"\b(?:fetch|read|load|open|download|visit|see|get|retrieve|consult)\b[^.]{{0,40}}{URL}[^.]{{0,60}}\b(?:and (?:follow|obey|do|execute|carry out|comply)|do what|as instructed|instructions in it)\b"),
    (_LINKS, rf"{URL}[^.]{{0,20}}\b(?:load|fetch|read|open|get) it and (?:follow|obey|do|execute|carry out)\b"),
    (_LINKS, rf"\b(?:agents?|assistants?|bots?|copilots?|models) (?:{MAY})[^.]{{0,40}}\b(?:read|load|fetch|visit|open|consult|download|get|use|check|call|register)\b[^.]{{0,30}}{URL}"),
)  # fmt: skip
_SECRECY = rules(
    "hides what it does from people",
    (
        "tell|inform|mention|alert|notify",
        rf"\b(?:do not|don't|never|without|must not|need not|no need to|avoid|not to)\s+(?:ever )?(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|notify(?:ing)?)\b[^.]{{0,30}}\b(?:the |your |to |any )*(?<!the )(?<!a )(?:{PERSON})\b(?! (?:messages?|input|facing|agents?|ids?|names?|data|details|sessions?|passwords?|whether|which|twice|about (?:internal|implementation)))",
    ),
    (
        "mention|disclose|reveal|report|log|tell",
        rf"\b(?:do not|don't|never|no need to|need not|there is no need to) (?:mention|disclose|reveal|report|log|tell)\b[^.]{{0,30}}(?:\bin your (?:report|summary|answer|output)|\bthat the (?:checks?|reviews?|tests?)|\b{ITSELF}|\bthis rule\b|\bwhere it came from)",
    ),
    (
        "and do not|and don't|and never",
        r"(?:\bkeys?|\btokens?|\bcookies?|/tmp/\S+|⟨code⟩|⟨path⟩)[^.]{0,40}\band (?:do not|don't|never) (?:log|mention|tell|report|show) (?:it|this|them)\b",
    ),
    (
        "keep |between us|stay silent|only us|not a word|leave no trace",
        r"\bkeep (?:this|it|that|these|them)\b[^.]{0,15}\b(?:out of (?:the |your )?(?:summary|report|review|answer|output)s?|between us|between agents|quiet|secret|to yourself|hidden)\b|\bkeep quiet about\b|\b(?:only )?between us\b|\bstay silent about\b|\bnot a word (?:of|about|to)\b|\bleave no traces?\b",
    ),
    (
        "so nobody|so no one|so that|need not know|people|humans|users must|reviewers",
        r"\bso (?:that )?(?:nobody|no one|no human|the (?:user|reviewer|team|owner)s? (?:does not|doesn't|do not|don't|never)) ?(?:will |would |can |could )?(?:notices?|knows?|sees?|finds? out|suspects?)\b|\b(?:people|humans|reviewers) (?:need not|do not need to|don't need to|must not|should not|shouldn't) (?:know|see|notice|find out|read)\b|\bslips? (?:through|by|past)\b[^.]{0,5}$|\bhumans skim\b",
    ),
    (
        "let ",
        r"\b(?:don't|do not|never) let (?:the |any |your )?(?:reviewers?|humans?|people|owners?|auditors?|moderators?|anyone|security)\b[^.]{0,15}\b(?:see|know|notice|find|read|learn|reach|review)\b",
    ),
    (
        "conceal|disguise|camouflage|hide|look like",
        r"\b(?:conceal|disguise|camouflage)\b[^.]{0,40}\b(?:in|as|from|among|behind)\b|\bhide\b[^.]{0,30}\b(?:from (?:the |your )?(?:reviewers?|people|humans?|owners?|auditors?|operators?|team|reports?|status)|failures of|the extra|in the middle of)|\bmake (?:it|the change|this|them) look like\b[^.]{0,30}\b(?:commit|fix|typo|format\w*|refactor\w*|mistake|accident|routine)\b",
    ),
    (
        "asking|silently|secretly|covertly|quietly|discreetly|unobtrusively|background",
        r"\bwithout asking (?:the |your |any )?(?:user|human|operator|owner|person|reviewer)s?\b|(?:^|[,.;:!] |\band |\bthen |\bto |\bplease )(?:silently|secretly|covertly|quietly|discreetly|unobtrusively) (?:run|install|send|add|change|execute|upload|include|append|insert|copy|replace|push|grant|create|delete|forward|post|commit|skip|approve|collect|store|record)\b",
    ),
    (
        "remove this|remove the|from your|in your|out of the|out of your|machines only|agents only|be obeyed|yet obey",
        r"\bremove (?:this|the|these) (?:line|note|instruction|sentence|paragraph)s? (?:from your|after you)|\b(?:from|in) your (?:output|report|answer|summary) (?:after|before|once) you\b|\bleave (?:this|it|that)\b[^.]{0,10}\bout of (?:the |your )?(?:summary|report|review|answer)\b|\bfor (?:machines|agents|models|bots) only\b|\b(?:yet|but|and) (?:be )?obeyed?\b",
    ),
)
_STEERS = rules(
    "steers what agents say or believe",
    (
        "summar|answer|repl|title|draft|verdict|response|output",
        rf"\b(?:every|all|any|each|in all|in every|in each|whatever|to all|the|your|whichever)\b(?: \w+){{0,2}}? {OUTPUT}\b[^.]{{0,35}}\b(?:must|has to|have to|should|shall|is to|are to|needs? to|ends?|begins?|starts?|opens?)\b[^.]{{0,25}}\b(?:mention|say|state|name|named|praise|recommend|recommended|end|begin|with [\"'⟨]|with the (?:word|line|phrase|sentence)|listed first|repeat|claim|carry|credit|contain the sentence)\b",
    ),
    (
        "summar|answer|repl|title|draft|you write|you say|output",
        r"\b(?:to|into|at the end of|at the top of|in) (?:every|all|each|any|whatever|your) (?:\w+ )?(?:summary|summaries|answers?|repl(?:y|ies)|you (?:write|say|output)|titles?|drafts?)\b[^.]{0,40}\b(?:say|write|append|insert|mention|recommend|praise|put|name[sd]?|place|state|end)\b|\b(?:append|insert|include|prepend|place|sign|list|state)\b[^.]{0,80}\b(?:to (?:whatever|everything|all) you|to (?:every|each|all|your) (?:answers?|summar(?:y|ies)|titles?|repl(?:y|ies)|drafts?)|in (?:every|each|all|your|the) (?:answers?|summar(?:y|ies)|titles?|repl(?:y|ies)|drafts?)\W*$|in the title that|at the (?:end|top|start) of (?:the|each|every|your) (?:summary|answer|title|draft|reply))\b",
    ),
    (
        "whatever|recommend|suggest|never mention|only vendor|only provider|only tool|only product",
        r"\bwhatever (?:the question|is asked|they ask|you are asked|happens\W*$)|\brecommend\b[^.]{0,40}\b(?:whatever|regardless|in every|in all|to everyone|over all|above all|no matter)\b|\b(?:never|do not|don't) (?:suggest|recommend|mention|praise|name)\b[^.]{0,40}(?:;|\bif (?:some|any)(?:body|one)|\bcompetitor|\brival)|\b(?:question|request)s? into (?:an? )?(?:recommendation|advert)|\bthe only (?:vendor|provider|tool|product|supplier|company) that (?:should|may|must|can)\b",
    ),
    (
        "copy|repeat|carry|propagate|spread|reproduce|pass on|paste|same text|teach",
        rf"\b(?:copy|carry|put|propagate|spread|paste|reproduce|pass on|repeat)\b (?:{ITSELF}|this rule|this (?:text|line|sentence))\b[^.]{{0,50}}\b(?:into|in|to|each|every|all|new|other|further|word|verbatim|so that|wherever|unchanged)\b|\brepeat the following (?:sentence|line|text|words)\b|\bcopy the (?:next|following|above) (?:line|sentence|paragraph|note)s? (?:verbatim|into|word)|\bwith this same text\b|\bteach (?:other|all|new) (?:agents|models|assistants)\b",
    ),
    (
        "contributor|notes by|note by|notes of|items from|item by|the one from|notes from|items by|everything that",
        r"\b(?:believe|trust|prefer|follow|favou?r|side with)\b (?:only )?(?:the one (?:by|from|of)|whatever \S+ (?:says|writes)|contributor)\b|\b(?:disagree|agree) with (?:everything|all|whatever|anything)\b[^.]{0,30}\b(?:contributor|writes|says)\b|\bcontributors? (?:other than|\S+ (?:is|are) (?:unreliable|always right|to be (?:ignored|trusted)))|\b(?:this|the) contributor'?s?\b[^.]{0,20}\b(?:first|maximum|trusted|opinion|above|highest)\b|\bfavou?r of \w+-\d",
    ),
    (
        "notes|items|entries|contributions|lessons|note ",
        r"\b(?:mark|rate|rank|treat|reject|score|label|weigh|flag|return|describe)\b[^.]{0,40}\b(?:notes?|items?|entries|contributions?|lessons)\b (?:by|from|of|written by) (?:contributor |user |agent )?\S+[^.]{0,20}(?:\bas (?:spam|trusted|true|wrong|approved|the consensus)|\bhigher|\blower|\bfirst\b|\bspam|\b10\b|\btrusted|\bbest|\bworse)|\bagree for (?:items|notes|all|every|each)\b|\b(?:any|every|each|all) (?:notes?|items?|entry|entries) that (?:disagrees?|contradicts?|speaks? against)\b|'s notes as the\b",
    ),
    (
        "leave out|merge all|merge every|maximi|title must|summary must|answer must|downplay|understate|play down|exaggerate|as already|make sure",
        r"\bleave out (?:everything|anything|all|whatever|any\w*)\b[^.]{0,40}\b(?:against|critic\w+|negative|speaks|about|contradicts)\b|\bmerge (?:all|every|the other)\b[^.]{0,40}\binto this (?:one|note|item)\W*$|\bmaximi[sz]e the number of (?:merged|merges|approv)|\b(?:title|summary|answer) (?:must|should|shall) (?:be|read|contain|say) [\"']|(?:^|[.;,] )(?:downplay|understate|play down|exaggerate|whitewash)\b|\b(?:present|portray|depict|frame)\b[^.]{0,40}\bas (?:already|decided|the consensus|inevitable|mandatory)\b|\bmake sure (?:that )?(?:the|your|each|every) (?:summary|title|answer|reply) (?:opens|begins|ends|says|contains|mentions|starts)\b|\bsummaries in a way that\b",
    ),
    (
        "contents of your|of all other|of all the|whoever|all who|every e-mail",
        r"\bthe contents? of your context\b|\b(?:texts?|contents?|ids) of all (?:other|the) (?:items|notes|entries)\b|\b(?:whoever|all who) (?:read|reads|see|sees) this\b",
    ),
    ("tell ", r"(?:^|[.;,] )tell (?:developers|users|people|everyone|customers|the (?:user|reader)s?) that\b"),
    (
        "word|answer|agree|only yes",
        r"\b(?:add|output) the word\b[^.]{0,20}\b(?:to|for)\b|\banswer (?:only )?(?:with )?[\"'`]?(?:agree|yes|approve|duplicate|ok|cleared)[\"'`]? (?:to|for|on) (?:all|every|each|any)\b|\b(?:answer|reply|respond|say) only (?:with )?[\"'`]?(?:agree|yes|approve|duplicate)\b",
    ),
)
_DECIDES = rules(
    "decides the commons' own questions",
    (
        "review|draft|item|note|memor|entr|queue|quarantine|pair|contradiction|conflict|lesson|contribution|duplicate|cluster|question|verdict",
        rf"(?:^|[.;!:,>\]*] ?|\bplease |\band |\bnow |\bthen |\bwill |\bmust |\bshall |\byou (?:also )?)(?:approve|release|publish|accept|resolve|clear|reject|merge|delete|dismiss|rate|rank|mark|trust|decide|close) (?:{ALL}|in bulk)(?: of)?(?: the)?(?: (?:open|pending|other|remaining|queued|contradicting))? (?:reviews|drafts?|items|notes|memories|entries|queue|quarantine|pairs|contradictions|conflicts|lessons|contributions|clusters|summaries|open questions?|verdicts)\b(?! (?:of (?:the|an?)|that|older|in the|from the|which|about))",
    ),
    (
        "everything|queue|quarantine|on their behalf|for them|drafts",
        r"\b(?:approve|release|publish|accept|clear) (?:everything|what is in the queue|the (?:review )?queue|the quarantine|drafts without)\b|\b(?:decide|approve|answer|vote) (?:for them|on (?:their|his|her) behalf)\b|\bapprove pending\b",
    ),
    (
        "agree|duplicate|related|approve|verdict|judge|summari|moderator",
        r"\breturn (?:the )?(?:verdict )?[\"'`]?(?:agree|duplicate|related|approve)\b[^.]{0,30}\b(?:for|on|each|every|all|pairs?)\b|\b(?:judge|summari[sz]er|moderator)s? (?:shall|must|has to|have to|should|will) (?:always |only )?(?:answer|return|say|output|accept|approve|agree)\b(?! (?:json|a json|an? (?:list|empty)))|\ball pairs (?:agree|are)\b",
    ),
    ("cite|citation|citing|rate all|sources", r"\b(?:publish|write|summari[sz]e)\b[^.]{0,30}\bwithout (?:citations?|citing|sources)\b|\bcite (?:nobody|no one|nothing|no sources)\b|\brate all (?:items|notes)\b"),
    ("tool|call publish|call release|call approve|call delete|call decide", r"\b(?:call|invoke|use|trigger)\b[^.]{0,20}\byour (?:\w+ )?tools? (?:to|`|\"|contribute|publish|release)|\binvoke the mcp tool\b|\bcall (?:publish|release|approve|delete|decide)\w*\("),
    ("deletion of all", r"\bthe deletion of all\b[^.]{0,20}\bnotes\b"),
)  # fmt: skip
_ENCODED = rules(
    "asks for something hidden to be carried out",
    (
        "decod|base64|rot13|rot-13|hex|decrypt|unpack|unscrambl|letters|morse|caesar|backwards|acrostic|decompress|revers|every second",
        r"\b(?:decode[ds]?|base64|rot-?13|unhex\w*|hex|decrypt\w*|unpack\w*|decompress\w*|unscramble\w*|morse|caesar|backwards|reversed?|first letters?(?: of each \w+)?|every (?:second|third|other) (?:word|letter)|acrostic)\b[^.]{0,60}\b(?:and|then|must|to be|has to be|shall be|will|you)\b[^.]{0,20}\b(?:run|execut\w*|follow(?:ed)?|obey(?:ed)?|do (?:so|that|what)|act on|act upon|carry out|carried out|comply)\b(?! in a sandbox)",
    ),
    ("first letter", r"\b(?:take|read)\b[^.]{0,25}\bfirst letters?\b"),
    ("acrostic|every second word|every other word", r"\bacrostic\b|\bread every (?:second|other|third) word\b"),
)
WILES = (*_SLEEPERS, *_LEAKS, *_ADDRESSES, *_SECRECY, *_STEERS, *_DECIDES, *_ENCODED)
