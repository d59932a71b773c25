/** One white pixel. */
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsWpwgAAAAABJRU5ErkJggg==';
export const pngUrl = `data:image/png;base64,${png}`;
export const linkedUrl = 'https://suite.example/lighthouse.png';

/** The beginning of a sound and of a document; nobody plays them here. */
export const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';
export const pdf = 'JVBERi0xLjQKJSBzdWl0ZQolJUVPRgo=';
export const pdfUrl = `data:application/pdf;base64,${pdf}`;

export const schema = {
  type: 'object',
  properties: { suite_degrees: { type: 'number' } },
  required: ['suite_degrees'],
  additionalProperties: false,
};
