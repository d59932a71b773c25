import type { Fault } from './fault.ts';

const inStream = [
  'abort: in the middle of a stream',
  'abort: in the middle of a stream that nobody reads just now',
];
const whenResponseAborted = [
  'responses: an abort between the head and the first frame',
  'responses: an abort in the middle of a JSON body',
  'responses: an abort in the middle of a stream',
  'responses: an abort while the head is awaited',
];
const whenAborted = [
  ...inStream,
  ...whenResponseAborted,
  'abort: between the head and the first frame',
  'abort: in the middle of a JSON body',
  'abort: while the head is awaited',
  'models: an abort ends the listing, and the upstream sees it',
];
const whenLeft = [
  'leaving: return() before the first read lets go of the upstream',
  'leaving: return() while a read is awaited lets go of the upstream',
];
const responseCut = 'responses: a stream that breaks off is no clean end';
const whenCut = [
  responseCut,
  'cut replies: a stream that breaks off is no clean end',
  'cut replies: a stream that ends inside a frame is no clean end',
  'senseless replies: a frame that is none ends the stream',
];
const whenUnreachable = [
  'connection: a drop before the answer is upstream_unreachable',
  'connection: nobody listening is upstream_unreachable',
];
const whenResponseSplit = [
  'responses: characters torn apart come whole',
  'responses: two reads that meet at any byte give the same frames',
];
const whenSplit = [
  ...whenResponseSplit,
  'splits: characters torn apart come whole',
  'splits: reads of one byte give the same frames',
  'splits: two reads that meet at any byte give the same frames',
];
const whenMade = 'object: making one opens nothing, starts no timer and draws no random number';
const whenClosed = 'close: connections are let go, later calls are refused';
const whenClosedTwice = 'close: it may come before the first call, and twice';
const frameBytes = 'chat: the frames of a stream keep their bytes';
const responseFrameBytes = 'responses: the frames of a stream keep their bytes';
const responseBytes = ['responses: a JSON reply keeps its bytes', responseFrameBytes];
const responseRefused = 'responses: a refused request rejects in "call"';
const whenToldInStreams = [
  'responses: a refusal is one',
  'responses: a stream says what the JSON says',
  'responses: function calls come with names, ids and arguments',
  'responses: one that was cut off says why',
  'responses: reasoning comes with its encrypted content',
  'responses: the usage is told with its details',
];
const compaction = 'compact: one item for all that was said';
const bodyBytes = 'requests: a body reaches the upstream byte for byte';
const refusalBody = "abort: in the middle of a refusal's body";
const kindOfReply = [
  'head: what the upstream sends decides, not what was asked',
  'senseless replies: what is neither JSON nor a stream is an error',
];

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
  'keeps its methods on a class': [
    'object: it is plain: a copy works, and so do its methods taken off',
  ],
  'speaks every api': ['object: an api that it does not declare is refused by name'],
  'throws instead of rejecting': ['object: an api that it does not declare is refused by name'],
  'parses the body anew': [bodyBytes, 'responses: a body reaches the upstream byte for byte'],
  'drops what it does not know': [
    bodyBytes,
    'requests: a setting that the provider does not know is not lost in silence',
  ],
  'drops images': [bodyBytes, 'requests: an image in a message reaches the upstream'],
  "forwards the client's headers": ["requests: the client's headers stay behind"],
  'sends the key in the URL': ['secrets: the key travels in a header, never in a URL or a body'],
  'shows its key': ['secrets: the provider does not show the key'],
  'shows the key in errors': ['secrets: no refusal shows the key, whatever it quotes'],
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
  'leaves listeners on the signal': ['hygiene: 100 calls leave no listener on their signal'],
  'opens streams lazily': [
    ...allRefusals,
    responseRefused,
    'responses: an abort while the head is awaited',
    ...whenUnreachable,
    ...whenLeft,
    ...kindOfReply,
    refusalBody,
    'abort: while the head is awaited',
    'head: "call" does not wait for the first frame',
    'head: "call" resolves when status and headers are there, not before',
  ],
  'repeats what was refused': [...allRefusals, responseRefused, refusalBody],
  'loses what a refusal says': [...statuses, retryAfter],
  'takes every error for an object': strangeShapes,
  'shows pages': wordless,
  'forgets when to ask again': [retryAfter],
  'throws what the socket throws': [
    ...whenUnreachable,
    responseCut,
    'cut replies: JSON that breaks off is an error',
    'cut replies: a stream that breaks off is no clean end',
  ],
  'waits for the first frame': [
    ...whenCut,
    'responses: an abort between the head and the first frame',
    'abort: between the head and the first frame',
    'head: "call" does not wait for the first frame',
    'head: a stream goes on as it comes',
    'leaving: return() while a read is awaited lets go of the upstream',
  ],
  'keeps status and headers to itself': ["head: the upstream's status and headers come along"],
  'collects streams': [
    ...inStream,
    'responses: an abort in the middle of a stream',
    ...whenLeft,
    'head: a stream goes on as it comes',
    'leaving: a stream that nobody reads holds the upstream back',
    'leaving: return() between two reads lets go of the upstream',
  ],
  'believes what was asked': [...kindOfReply, 'secrets: no other failure shows the key'],
  'ends well when it is cut': [
    ...whenCut,
    ...inStream,
    'responses: an abort between the head and the first frame',
    'responses: an abort in the middle of a stream',
    'abort: between the head and the first frame',
  ],
  'takes a read for whole frames': [
    ...whenSplit,
    'cut replies: a stream that ends inside a frame is no clean end',
    'framing: a frame of megabytes',
    'hygiene: calls side by side do not mix',
  ],
  'decodes each read by itself': whenSplit,
  'knows LF alone': ['framing: lines that end with CR', 'framing: lines that end with CR LF'],
  'yields one frame at a time': [...whenLeft, 'framing: frames that come together go on together'],
  'yields events without their names': [
    ...whenToldInStreams,
    'images: a stream of previews and the finished picture',
  ],
  'forgets [DONE]': [frameBytes, 'chat: a stream says what the JSON says'],
  'throws comments at the client': ['framing: comments between the frames'],
  'writes frames anew': [frameBytes, responseFrameBytes],
  'numbers all calls alike': [
    frameBytes,
    responseFrameBytes,
    'tools: parallel calls do not mix, also when their pieces come by turns',
  ],
  'drops chunks without choices': [
    'chat: a stream tells its usage once, at its end, when it is asked',
  ],
  'knows no content filter': [
    frameBytes,
    responseFrameBytes,
    'chat: the finish reason "content_filter"',
  ],
  'hides errors inside a stream': ['senseless replies: an error inside a stream is not lost'],
  'holds on to a stream that makes no sense': [
    'senseless replies: a frame that is none ends the stream',
  ],
  'streams from a generator': whenLeft,
  'never lets go': [
    ...whenLeft,
    'hygiene: 100 calls leave no listener on their signal',
    'leaving: a stream that nobody reads holds the upstream back',
    'leaving: return() between two reads lets go of the upstream',
  ],
  'reads without bound': ['leaving: a stream that nobody reads holds the upstream back'],
  'mixes calls': [
    responseCut,
    'responses: two reads that meet at any byte give the same frames',
    'cut replies: a stream that breaks off is no clean end',
    'cut replies: a stream that ends inside a frame is no clean end',
    'cut replies: they do no harm to the next call',
    'hygiene: calls side by side do not mix',
    'splits: two reads that meet at any byte give the same frames',
  ],
  'fails when it is closed twice': [whenClosed, whenClosedTwice],
  'works on after close()': [whenClosed, whenClosedTwice],
  'keeps connections after close()': [whenClosed],
  'lists what it was sent': ['models: the list has the shape of the api'],
  'loses the text of responses': [
    ...responseBytes,
    'responses: a text as JSON',
    'responses: a stream says what the JSON says',
    'responses: reasoning comes with its encrypted content',
  ],
  'loses encrypted content': [
    ...responseBytes,
    compaction,
    'responses: reasoning comes with its encrypted content',
  ],
  'takes a refusal for text': ['responses: a refusal is one'],
  'loses arguments': [
    'responses: function calls come with names, ids and arguments',
    'tools: one call, as JSON and as a stream',
    'tools: parallel calls do not mix, also when their pieces come by turns',
  ],
  'calls everything complete': ['responses: one that was cut off says why'],
  'drops the details of the usage': [
    ...responseBytes,
    compaction,
    'responses: the usage is told with its details',
  ],
  'compacts nothing': [compaction],
  'counts nothing': ['input tokens: how many there are'],
};
