import { probes, titleOf } from '../probes/probes.ts';
import type { Fault } from './fault.ts';

/** The tests of both apis in which this provider talks. */
const both = (...names: readonly string[]) =>
  names.flatMap((name) => ['chat', 'responses'].map((api) => name.replace('<api>', api)));

/** Those of what a provider may be unable to do, by the words of their names. */
const abilities = (words: RegExp) =>
  probes.map((probe) => `abilities of ${titleOf(probe)}`).filter((name) => words.test(name));

const inStream = both(
  'abort of <api>: behind the first frame',
  'abort of <api>: in the middle of a stream',
  'abort of <api>: in the middle of a stream that nobody reads just now',
);
const behindHead = both('abort of <api>: between the head and the first frame');
const whenAborted = [
  ...inStream,
  ...behindHead,
  'abort: in the middle of a JSON body',
  'abort: while the head is awaited',
  'models: an abort ends the listing, and the upstream sees it',
];
const whenLeft = both(
  'leaving <api>: return() before the first read lets go of the upstream',
  'leaving <api>: return() while a read is awaited lets go of the upstream',
);
const betweenReads = both('leaving <api>: return() between two reads lets go of the upstream');
const unread = both('leaving <api>: a stream that nobody reads holds the upstream back');
const broken = both('cut replies of <api>: a stream that breaks off is no clean end');
const insideFrame = both('cut replies of <api>: a stream that ends inside a frame is no clean end');
const nonsense = both('senseless replies of <api>: a frame that is none ends the stream');
const whenCut = [...broken, ...insideFrame, ...nonsense];
const whenUnreachable = [
  'connection: a drop before the answer is upstream_unreachable',
  'connection: nobody listening is upstream_unreachable',
];
const twoReads = both('splits of <api>: two reads that meet at any byte give the same frames');
const whenSplit = [
  ...twoReads,
  ...both(
    'splits of <api>: characters torn apart come whole',
    'splits of <api>: reads of one byte give the same frames',
  ),
];
const whenMade = 'object: making one opens nothing, starts no timer and draws no random number';
const whenClosed = 'close: connections are let go, later calls are refused';
const whenClosedTwice = 'close: it may come before the first call, and twice';
const frameBytes = both('<api>: the frames of a stream keep their bytes');
const jsonBytes = both('<api>: a JSON reply keeps its bytes');
const bodyBytes = both('<api>: a body reaches the upstream byte for byte');
const responseBody = 'responses: a body reaches the upstream byte for byte';
const responseBytes = [
  'responses: a JSON reply keeps its bytes',
  'responses: the frames of a stream keep their bytes',
];
const listeners = both('hygiene of <api>: 100 calls leave no listener on their signal');
const mixed = both('hygiene of <api>: calls side by side do not mix');
const calls = both(
  'tools of <api>: one call, as JSON and as a stream',
  'tools of <api>: parallel calls do not mix, also when their pieces come by turns',
);
const callsOf = (api: string) => calls.filter((name) => name.includes(` ${api}:`));
const formatted = both('<api>: an answer in the format that was asked for');
const finished = both(
  '<api>: the finish reason "stop"',
  '<api>: the finish reason "length"',
  '<api>: the finish reason "content_filter"',
);
const finishedOf = (api: string) => finished.filter((name) => name.startsWith(api));
const decidedBySender = both('head of <api>: what the upstream sends decides, not what was asked');
const kindOfReply = [
  ...decidedBySender,
  'senseless replies: what is neither JSON nor a stream is an error',
];
const beforeFrames = both('head of <api>: "call" does not wait for the first frame');
const asItComes = both('head of <api>: a stream goes on as it comes');
const sayings = [
  'responses: a refusal is one',
  'responses: function calls come with names, ids and arguments',
  'responses: one that was cut off says why',
  'responses: reasoning comes with its encrypted content',
  'responses: the usage is told',
  'responses: the usage is told with its details',
];
const streamedResponse = 'responses: a stream says what the JSON says';
const streamedChat = 'chat: a stream says what the JSON says';
const streamedUsage = 'chat: a stream tells its usage once, at its end, when it is asked';
const streamedPictures = 'images: a stream of previews and the finished picture';
const compaction = 'compact: one item for all that was said';
const vectors = [
  'embeddings: one text',
  'embeddings: several texts, as floats and as base64',
  'embeddings: the length that was asked for',
  'embeddings: tokens instead of text',
];
const carried = 'abilities: what it says it carries reaches the upstream';
const parts = abilities(/ (a picture|a sound|a document|a part|an item)\b/);
const chatParts = parts.filter((name) => name.includes(' chat:'));
const refusalBody = "abort: in the middle of a refusal's body";
const undeclared = 'object: an api that it does not declare is refused by name';

const statuses = [400, 404, 408, 409, 413, 422, 429, 500, 502, 503].map(
  (status) => `refusals: ${status} rejects in "call" and keeps what it says`,
);
const retryAfter = 'refusals: when to ask again is read';
const shape = (name: string) => `refusals: ${name} keeps its status`;
const strangeShapes = [
  '{ error: text }',
  '{ message }',
  '{ detail }',
  '{ detail: [{ msg }] }',
  '[{ error }]',
  '{ errors: [{ message }] }',
  'null',
  'a number',
  'an empty object',
  'an error of null',
  'an error without words',
].map(shape);
const wordless = ['a page', 'nothing', 'JSON that stops', 'one whose body breaks off'].map(shape);
const allRefusals = [
  ...statuses,
  ...[401, 403].map((status) => `refusals: ${status} is the gateway's own affair`),
  retryAfter,
  ...strangeShapes,
  ...wordless,
  shape('plain text'),
];

/** The tests that notice each fault; all others pass in spite of it. */
export const expectedFailures: Readonly<Record<Fault, readonly string[]>> = {
  'opens a connection when it is made': [
    whenMade,
    whenClosed,
    'abort: after the end it harms nothing',
  ],
  'starts a timer when it is made': [whenMade],
  'draws a random number when it is made': [whenMade],
  'has an id of two words': ['object: it has the shape of the contract'],
  'keeps its methods on a class': [
    'object: it is plain: a copy works, and so do its methods taken off',
  ],
  'speaks every api': [undeclared],
  'throws instead of rejecting': [undeclared],
  'parses the body anew': bodyBytes,
  'drops all but words': [
    ...bodyBytes,
    ...abilities(/ (chat|responses): (?!.* (picture|sound|document|part|item)\b)/),
    ...abilities(/ (embeddings|images): "/),
    carried,
    streamedUsage,
    ...formatted,
    ...both('tools of <api>: what is offered reaches the upstream'),
    'embeddings: the length that was asked for',
  ],
  'drops parts and items': [...parts, responseBody],
  'drops what the model is told beforehand': both(
    'requests of <api>: model and words reach the upstream',
  ),
  'drops what tools gave back': both(
    'tools of <api>: a call, what was said with it and its result reach the upstream',
  ),
  'drops reasoning': ['responses: reasoning goes back to its maker as it came', responseBody],
  'drops tokens': [
    'abilities of embeddings: tokens instead of text',
    'embeddings: tokens instead of text',
  ],
  'carries less than it says': ['abilities of responses: "stop"', carried],
  'refuses without a place': chatParts,
  'refuses as if it made no sense': chatParts,
  'refuses what it has sent': chatParts,
  'warns of parts that it drops': [...parts, responseBody],
  "forwards the client's headers": both("requests of <api>: the client's headers stay behind"),
  'sends the key in the URL': ['secrets: the key travels in a header, never in a URL or a body'],
  'shows its key': ['secrets: the provider does not show the key'],
  'shows the key in errors': [
    'secrets: no refusal shows the key, whatever it quotes',
    ...both('secrets of <api>: an error inside a stream does not show the key'),
  ],
  'logs the request into its errors': ['secrets: no other failure shows the key'],
  'follows redirects': ['secrets: a redirect is not followed'],
  'opens a connection for each call': [
    'abort: after the end it harms nothing',
    'connection: it is used again',
  ],
  'ignores the signal': [...whenAborted, refusalBody],
  'rejects with its own words when aborted': whenAborted,
  'begins although it is aborted': [
    'abort: before the call, nothing is done',
    'models: an abort ends the listing, and the upstream sees it',
  ],
  'leaves listeners on the signal': listeners,
  'opens streams lazily': [
    ...allRefusals,
    ...whenUnreachable,
    ...whenLeft,
    ...kindOfReply,
    ...beforeFrames,
    refusalBody,
    'abort: while the head is awaited',
    'head: "call" resolves when status and headers are there, not before',
  ],
  'repeats what was refused': [...allRefusals, refusalBody],
  'loses what a refusal says': [...statuses, retryAfter],
  'takes every error for an object': strangeShapes,
  'shows pages': wordless,
  'forgets when to ask again': [retryAfter],
  'throws what the socket throws': [
    ...whenUnreachable,
    ...broken,
    'cut replies: JSON that breaks off is an error',
  ],
  'waits for the first frame': [
    ...whenCut,
    ...behindHead,
    ...beforeFrames,
    ...asItComes,
    ...both('leaving <api>: return() while a read is awaited lets go of the upstream'),
  ],
  'keeps status and headers to itself': ["head: the upstream's status and headers come along"],
  'collects streams': [...inStream, ...whenLeft, ...betweenReads, ...asItComes, ...unread],
  'believes what was asked': [...kindOfReply, 'secrets: no other failure shows the key'],
  'ends well when it is cut': [...whenCut, ...inStream, ...behindHead],
  'tells an end that never came': both(
    'cut replies of <api>: a stream that ends too early is not told to be whole',
    'senseless replies of <api>: an error inside a stream is not lost',
  ),
  'takes a read for whole frames': [
    ...whenSplit,
    ...insideFrame,
    ...mixed,
    ...both('framing of <api>: a frame of megabytes'),
  ],
  'decodes each read by itself': whenSplit,
  'knows LF alone': both(
    'framing of <api>: lines that end with CR',
    'framing of <api>: lines that end with CR LF',
  ),
  'yields one frame at a time': [
    ...whenLeft,
    ...both('framing of <api>: frames that come together go on together'),
  ],
  'yields events without their names': [
    ...sayings,
    ...callsOf('responses'),
    ...finishedOf('responses'),
    streamedResponse,
    streamedPictures,
    'responses: an answer in the format that was asked for',
    'hygiene of responses: calls side by side do not mix',
  ],
  'forgets [DONE]': ['chat: the frames of a stream keep their bytes', streamedChat],
  'throws comments at the client': both('framing of <api>: comments between the frames'),
  'writes frames anew': frameBytes,
  'numbers all calls alike': [
    ...frameBytes,
    'tools of chat: parallel calls do not mix, also when their pieces come by turns',
  ],
  'drops chunks without choices': [streamedUsage],
  'knows no content filter': [...frameBytes, ...both('<api>: the finish reason "content_filter"')],
  'hides errors inside a stream': both(
    'senseless replies of <api>: an error inside a stream is not lost',
  ),
  'holds on to a stream that makes no sense': nonsense,
  'streams from a generator': whenLeft,
  'never lets go': [...whenLeft, ...betweenReads, ...listeners, ...unread],
  'goes on after return()': [
    ...whenLeft,
    ...betweenReads,
    ...listeners,
    ...unread,
    ...both('leaving <api>: return() ends the stream'),
  ],
  'reads without bound': unread,
  'mixes calls': [
    ...broken,
    ...insideFrame,
    ...twoReads,
    ...mixed,
    ...both('cut replies of <api>: they do no harm to the next call'),
  ],
  'fails when it is closed twice': [whenClosed, whenClosedTwice],
  'works on after close()': [whenClosed, whenClosedTwice],
  'keeps connections after close()': [whenClosed],
  'lists what it was sent': ['models: the list has the shape of the api'],
  'lists nothing when it is refused': ['models: a refusal keeps its status'],
  'loses the text of responses': [
    ...responseBytes,
    ...finishedOf('responses'),
    'responses: a text as JSON',
    streamedResponse,
    'responses: reasoning comes with its encrypted content',
    'responses: an answer in the format that was asked for',
    'head of responses: what the upstream sends decides, not what was asked',
    'hygiene of responses: calls side by side do not mix',
    'splits of responses: JSON with characters torn apart is the same JSON',
  ],
  'loses encrypted content': [
    compaction,
    'responses: reasoning comes with its encrypted content',
    'responses: reasoning goes back to its maker as it came',
  ],
  'takes a refusal for text': ['responses: a refusal is one'],
  'loses arguments': [...calls, 'responses: function calls come with names, ids and arguments'],
  'loses the text of chat': [
    'chat: a JSON reply keeps its bytes',
    'chat: the frames of a stream keep their bytes',
    'chat: a text as JSON',
    streamedChat,
    'chat: an answer in the format that was asked for',
    'cut replies of chat: they do no harm to the next call',
    'framing of chat: a frame of megabytes',
    'framing of chat: frames that come together go on together',
    'head of chat: what the upstream sends decides, not what was asked',
    'hygiene of chat: calls side by side do not mix',
    'splits of chat: JSON with characters torn apart is the same JSON',
  ],
  'has words of its own for the end': [
    'chat: a JSON reply keeps its bytes',
    'chat: the frames of a stream keep their bytes',
    'chat: a text as JSON',
    streamedChat,
    ...finishedOf('chat'),
    ...callsOf('chat'),
  ],
  'tells no usage': [
    ...jsonBytes,
    'responses: the frames of a stream keep their bytes',
    'chat: a JSON answer tells its usage',
    streamedUsage,
    'responses: the usage is told',
    'responses: the usage is told with its details',
    compaction,
    ...vectors,
  ],
  'embeds nothing': vectors,
  'draws nothing': ['images: pictures as base64', streamedPictures],
  'calls everything complete': [
    'responses: one that was cut off says why',
    'responses: the finish reason "length"',
    'responses: the finish reason "content_filter"',
  ],
  'drops the details of the usage': [
    ...responseBytes,
    compaction,
    'responses: the usage is told with its details',
  ],
  'compacts nothing': [compaction],
  'counts nothing': ['input tokens: how many there are'],
};
