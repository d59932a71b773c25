import type { Behaviour } from '../upstream/behaviour.ts';
import { mapHead } from '../upstream/step-lists.ts';

/** The default answer as JSON, though the client asked for a stream. */
export function jsonWhenStreamAsked(): Behaviour {
  return (_answer, _request, context) => context.defaultAnswer({ stream: false });
}

/** The default answer as an event stream, though the client asked for JSON. */
export function streamWhenJsonAsked(): Behaviour {
  return (_answer, _request, context) => context.defaultAnswer({ stream: true });
}

/** The same answer under another content-type. Default `text/html`, as a captive portal sends. */
export function wrongContentType(contentType = 'text/html; charset=utf-8'): Behaviour {
  return (answer) =>
    mapHead(answer, (head) => ({
      ...head,
      headers: head.headers.map(([name, value]) =>
        name.toLowerCase() === 'content-type' ? [name, contentType] : [name, value],
      ),
    }));
}
